// The district as a plain drawing: its box, a grid of half kilometres, a pin. No map of anybody else's.

import { drawn, make } from "./make.js";
import { say } from "../words.js";

// Yuquan District, WGS-84.
const BOX = { west: 111.5086, south: 40.6331, east: 111.7482, north: 40.8089 };
const MIDDLE = { latitude: (BOX.south + BOX.north) / 2, longitude: (BOX.west + BOX.east) / 2 };
const KM_NORTH = 111.2; // of one degree of latitude
const KM_EAST = KM_NORTH * Math.cos((MIDDLE.latitude * Math.PI) / 180);
const WIDTH = (BOX.east - BOX.west) * KM_EAST;
const HEIGHT = (BOX.north - BOX.south) * KM_NORTH;

const east = (longitude) => (longitude - BOX.west) * KM_EAST;
const south = (latitude) => (BOX.north - latitude) * KM_NORTH;

function ground() {
  const lines = (step) => {
    const drawn_ = [];
    for (let at = -20; at <= 40; at += step) drawn_.push(`M${at} -20V40M-20 ${at}H40`);
    return drawn_.join("");
  };
  return [
    drawn("rect", { x: -40, y: -40, width: 100, height: 100, style: "fill: light-dark(#e8dcc6, #221b17)" }),
    drawn("rect", { width: WIDTH, height: HEIGHT, rx: 0.6, style: "fill: light-dark(#f7f0dd, #322822)" }),
    drawn("path", { d: lines(0.5), style: "stroke: light-dark(#eadfc6, #3a2f28); stroke-width: .03" }),
    drawn("path", { d: lines(2), style: "stroke: light-dark(#d3bf98, #574639); stroke-width: .06" }),
    drawn("rect", {
      width: WIDTH, height: HEIGHT, rx: 0.6, fill: "none",
      style: "stroke: light-dark(#b98a55, #a47a55); stroke-width: .12; stroke-dasharray: .5 .3",
    }),
  ];
}

// Which way is north, and how long two kilometres are; (x, y) is the lower left corner.
function legend(x, y, size) {
  const style = "fill: none; stroke: var(--soft); stroke-width: .09; stroke-linecap: round; stroke-linejoin: round";
  const length = 2 / size;
  return drawn("g", { transform: `translate(${x} ${y}) scale(${size})` },
    drawn("path", { d: `M0-.3V0H${length}V-.3M${length + 1} 0V-1.300M${length + 0.65}-.9L${length + 1}-1.300 ${length + 1.35}-.9`, style }),
    drawn("text", { x: 0.15, y: -0.35, style: "font: 600 .62px var(--font); fill: var(--soft)" }, "2 km"));
}

function pin(size) {
  const drop = drawn("path", {
    d: "M0 0C-.9-1.200-1.300-1.900-1.300-2.600a1.300 1.300 0 0 1 2.600 0C1.300-1.900.9-1.200 0 0z",
    style: "fill: var(--maple); stroke: light-dark(#fff, #2c1a12); stroke-width: .16",
  });
  const eye = drawn("circle", { cy: -2.6, r: 0.45, style: "fill: light-dark(#fff, #2c1a12)" });
  const shade = drawn("ellipse", { rx: 0.7, ry: 0.22, fill: "#0003" });
  return drawn("g", { "data-size": size }, shade, drop, eye);
}

const put = (mark, { latitude, longitude }) => {
  const size = mark.dataset.size;
  mark.setAttribute("transform", `translate(${east(longitude)} ${south(latitude)}) scale(${size})`);
};

const figures = ({ latitude, longitude }) => `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`;

// A small picture of one place, for a message.
export function tile(place) {
  const [x, y] = [east(place.longitude), south(place.latitude)];
  const mark = pin(0.42);
  put(mark, place);
  const label = `${say("place")}: ${figures(place)}`;
  const view = `${x - 3.4} ${y - 2.6} 6.8 4`;
  return drawn("svg", { class: "tile", viewBox: view, preserveAspectRatio: "xMidYMid slice", role: "img", "aria-label": label },
    ...ground(), legend(x - 3.1, y + 1.15, 0.5), mark);
}

// The whole district, to choose a place on: by pointer or arrow keys. `chosen()` is the place.
export function plan(from = MIDDLE) {
  let place = from;
  const mark = pin(1);
  const view = `-.4 -.4 ${WIDTH + 0.8} ${HEIGHT + 0.8}`;
  const picture = drawn("svg", { class: "plan", viewBox: view, tabindex: 0, role: "application", "aria-label": say("map") },
    ...ground(), legend(0.8, HEIGHT - 0.8, 1), mark);
  const said = make("p", { role: "status" });
  const choose = (latitude, longitude) => {
    const between = (low, value, high) => Math.min(Math.max(value, low), high);
    place = {
      latitude: between(BOX.south, latitude, BOX.north),
      longitude: between(BOX.west, longitude, BOX.east),
    };
    put(mark, place);
    said.textContent = figures(place);
  };
  picture.onpointerdown = (event) => {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(picture.getScreenCTM().inverse());
    choose(BOX.north - point.y / KM_NORTH, BOX.west + point.x / KM_EAST);
  };
  picture.onkeydown = (event) => {
    const steps = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    choose(place.latitude + step[0] * 0.002, place.longitude + step[1] * 0.002);
  };
  choose(place.latitude, place.longitude);
  return { elements: [picture, said], chosen: () => place };
}
