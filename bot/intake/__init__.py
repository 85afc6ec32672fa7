"""The way in: two doors, polling and webhook, and one room behind them where updates are filed."""
