// Three pictures to send, drawn here and now: a street lamp at night, smoke from a house, a swindler's message.

const draw = (paint) => () => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [960, 720];
  paint(canvas.getContext("2d"), 960, 720);
  return canvas;
};

function shade(pen, high, ...colours) {
  const filled = pen.createLinearGradient(0, 0, 0, high);
  colours.forEach((colour, at) => filled.addColorStop(at / (colours.length - 1), colour));
  return filled;
}

function box(pen, colour, ...sides) {
  pen.fillStyle = colour;
  pen.fillRect(...sides);
}

function street(pen, wide, high) {
  box(pen, shade(pen, high, "#1b2440", "#3b3a5e", "#7a4d53"), 0, 0, wide, high);
  for (let at = 0; at < 6; at += 1) {
    const tall = 190 + ((at * 83) % 170);
    box(pen, at % 2 ? "#20202f" : "#282639", at * 165, high - 120 - tall, 150, tall);
    for (let window = 0; window < 8; window += 1) {
      const lit = (at * 5 + window * 3) % 4 === 0;
      box(pen, lit ? "#f2c46d" : "#343248", at * 165 + 22 + (window % 2) * 66, high - 100 - tall + (window >> 1) * 56, 36, 34);
    }
  }
  box(pen, "#1c1a22", 0, high - 120, wide, 120);
  box(pen, "#4a4650", 560, 190, 14, high - 270);
  box(pen, "#4a4650", 470, 180, 104, 12);
  box(pen, "#2a2730", 452, 186, 62, 22); // the lamp is dark
  pen.strokeStyle = "#d5533a";
  pen.lineWidth = 9;
  pen.beginPath();
  pen.arc(483, 197, 66, 0, 7);
  pen.stroke();
}

function smoke(pen, wide, high) {
  box(pen, shade(pen, high, "#a9c6da", "#dfe4e0"), 0, 0, wide, high);
  box(pen, "#8f9a6b", 0, high - 110, wide, 110);
  box(pen, "#d9c0a0", 250, 230, 430, 390);
  box(pen, "#9d4b36", 226, 200, 478, 44);
  for (let at = 0; at < 12; at += 1) {
    const burns = at === 6;
    box(pen, burns ? "#3a2b27" : "#6d8ea3", 290 + (at % 4) * 98, 280 + (at >> 2) * 108, 58, 72);
    if (burns) box(pen, "#e8742c", 494, 424, 42, 24);
  }
  for (let at = 0; at < 46; at += 1) {
    pen.fillStyle = `rgba(70, 64, 62, ${0.34 - at * 0.006})`;
    pen.beginPath();
    pen.arc(515 + Math.sin(at * 1.7) * at * 3 + at * 4, 400 - at * 9, 26 + at * 2.2, 0, 7);
    pen.fill();
  }
}

function card(pen, wide, high) {
  box(pen, "#e9e2d8", 0, 0, wide, high);
  box(pen, "#26211f", 250, 40, 460, 640);
  box(pen, "#fbfaf8", 270, 80, 420, 560);
  box(pen, "#e3e6ea", 292, 130, 340, 250);
  pen.fillStyle = "#2b2725";
  pen.font = "600 27px sans-serif";
  const words = ["【客服】您的账户", "已被冻结，请立即", "转账至安全账户：", "6217 0000 0000", "逾期后果自负！"];
  words.forEach((text, at) => pen.fillText(text, 314, 178 + at * 44));
  pen.fillStyle = "#c0341d";
  pen.font = "700 58px sans-serif";
  pen.fillText("⚠", 594, 600);
}

export const SAMPLES = { street: draw(street), smoke: draw(smoke), card: draw(card) };
