// Shows the games of the page on its board: buttons, keys, a slider, a curve.
"use strict";

(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const size = data.size, games = new Map(data.games.map((game) => [game.id, game]));
  const find = (name) => document.getElementById(name);
  const board = document.querySelector("#board svg");
  const margin = (board.viewBox.baseVal.width - (size - 1) * data.cell) / 2;
  const layer = element("g", {}, board), curve = find("curve");
  let game = null, positions = [], move = 0, timer = null;

  function element(name, attributes, parent, text) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const key in attributes) made.setAttribute(key, attributes[key]);
    if (text !== undefined) made.textContent = text;
    if (parent) parent.appendChild(made);
    return made;
  }

  function place(point) {
    const column = point % size, row = Math.floor(point / size);
    return [margin + column * data.cell, margin + row * data.cell];
  }

  // -- one position -------------------------------------------------------------------

  function lastMoves(upTo) {
    const numbers = new Map();
    game.points.slice(0, upTo).forEach((point, ply) => numbers.set(point, ply + 1));
    return numbers;
  }

  function drawStones() {
    const { stones, last } = positions[move];
    const numbers = find("numbers").checked ? lastMoves(move) : new Map();
    layer.replaceChildren();
    stones.forEach((colour, point) => {
      if (!colour) return;
      const [x, y] = place(point), look = colour === 1 ? "black" : "white";
      element("circle", { cx: x, cy: y, r: 13.8, class: look + " stone" }, layer);
      const number = numbers.get(point);
      if (number) {
        const font = number > 99 ? 11 : 14;
        const at = { x, y: y + 0.36 * font, "font-size": font, class: "on-" + look };
        element("text", at, layer, number);
      } else if (point === last) {
        element("circle", { cx: x, cy: y, r: 6, class: "ring on-" + look }, layer);
      }
    });
  }

  function describe() {
    if (move === 0) return "Before the first move";
    const who = move % 2 ? "Black" : "White", point = game.points[move - 1];
    const what = point === size * size ? "passes" : pointName(point, size);
    const given = move <= game.opening ? ", given" : "";
    return `Move ${move} of ${game.points.length}: ${who} ${what}${given}`;
  }

  function opinions() {
    const value = move ? game.values[move - 1] : null;
    if (value === null || value === undefined) return "";
    const who = move % 2 ? game.black : game.white;
    return `${who} gives White ${value} %`;
  }

  function show() {
    drawStones();
    const { captures } = positions[move];
    find("where").textContent = describe();
    find("taken").textContent = `Taken: Black ${captures[1]}, White ${captures[2]}`;
    find("opinion").textContent = opinions();
    find("ending").textContent = move === game.points.length ? game.end : "";
    find("slider").value = move;
    board.setAttribute("aria-label", describe());
    const cursor = curve.querySelector(".cursor");
    if (cursor) cursor.setAttribute("transform", `translate(${across(move)} 0)`);
  }

  function go(to) {
    move = Math.max(0, Math.min(game.points.length, to));
    show();
    remember();
  }

  // -- what the players thought -------------------------------------------------------

  const WIDTH = 400, HEIGHT = 96, LEFT = 46, TOP = 6, BOTTOM = 6;
  const across = (ply) => {
    const most = Math.max(1, game.points.length);
    return Math.round((LEFT + (ply / most) * (WIDTH - LEFT - 6)) * 10) / 10;
  };
  const down = (value) => TOP + (1 - value / 100) * (HEIGHT - TOP - BOTTOM);

  function drawCurve() {
    curve.replaceChildren();
    const known = game.values.some((value) => value !== null);
    find("thoughts").hidden = !known;
    if (!known) return;
    for (const level of [0, 50, 100]) {
      const y = down(level);
      element("line", { x1: LEFT, x2: WIDTH - 6, y1: y, y2: y, class: "rule" }, curve);
      const at = { x: LEFT - 6, y: y + 4, class: "level" };
      element("text", at, curve, level + " %");
    }
    for (const [side, look] of [[0, "by-black"], [1, "by-white"]]) {
      const places = [];
      game.values.forEach((value, ply) => {
        if (ply % 2 === side && value !== null)
          places.push(`${across(ply + 1)},${down(value)}`);
      });
      const line = { points: places.join(" "), class: "thought " + look };
      element("polyline", line, curve);
    }
    element("line", { y1: 0, y2: HEIGHT, class: "cursor" }, curve);
  }

  function pick(event) {
    const box = curve.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * WIDTH;
    const part = (x - LEFT) / (WIDTH - LEFT - 6);
    go(Math.round(part * game.points.length));
  }

  // -- one game -----------------------------------------------------------------------

  function open(id, at) {
    stop();
    game = games.get(id);
    if (!game.points) game.points = readMoves(game.moves, size);
    positions = replay(game.points, size);
    find("black-name").textContent = game.black;
    find("white-name").textContent = game.white;
    find("result").textContent = game.result;
    find("record").setAttribute("href", game.file);
    find("slider").max = game.points.length;
    for (const row of document.querySelectorAll("#games tr.open"))
      row.classList.remove("open");
    const row = document.querySelector(`#games tr[data-id="${id}"]`);
    if (row) row.classList.add("open");
    drawCurve();
    go(at === undefined ? game.points.length : at);
  }

  function step(by) {
    const rows = shownRows();
    const now = rows.findIndex((row) => row.dataset.id === game.id);
    const next = rows[(now + by + rows.length) % rows.length];
    if (next) open(next.dataset.id, 0);
  }

  // -- playing by itself --------------------------------------------------------------

  function stop() {
    clearInterval(timer);
    timer = null;
    find("play").textContent = "Play";
  }

  function play() {
    if (timer) return stop();
    if (move === game.points.length) go(0);
    find("play").textContent = "Pause";
    timer = setInterval(() => {
      go(move + 1);
      if (move === game.points.length) stop();
    }, 600);
  }

  // -- the address: which game, which move --------------------------------------------

  function remember() {
    try {
      history.replaceState(null, "", `#game=${game.id}&move=${move}`);
    } catch (problem) { /* some browsers forbid it for files; nothing is lost */ }
  }

  function recall() {
    const asked = new URLSearchParams(location.hash.slice(1));
    if (!games.has(asked.get("game"))) return false;
    const at = asked.has("move") ? Number(asked.get("move")) || 0 : undefined;
    open(asked.get("game"), at);
    return true;
  }

  // -- which games are listed ---------------------------------------------------------

  const shownRows = () => [...document.querySelectorAll("#games tr[data-id]")]
    .filter((row) => !row.hidden);

  function filter() {
    const one = find("one").value, other = find("other").value;
    let count = 0;
    for (const row of document.querySelectorAll("#games tr[data-id]")) {
      const { black, white } = games.get(row.dataset.id);
      const has = (name) => !name || name === black || name === white;
      row.hidden = !(has(one) && has(other)) || (one && one === other);
      count += !row.hidden;
    }
    find("count").textContent = count === 1 ? "1 game" : `${count} games`;
  }

  function choosePair(one, other) {
    find("one").value = one;
    find("other").value = other;
    filter();
    const first = shownRows()[0];
    if (first) open(first.dataset.id, 0);
    find("replay").scrollIntoView({ behavior: "smooth" });
  }

  // -- hands --------------------------------------------------------------------------

  const KEYS = {
    ArrowLeft: () => go(move - 1), ArrowRight: () => go(move + 1),
    ArrowUp: () => step(-1), ArrowDown: () => step(1),
    Home: () => go(0), End: () => go(game.points.length), " ": play,
  };
  document.addEventListener("keydown", (event) => {
    const busy = event.target.closest("select, input, button, a");
    if (!game || busy || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!find("replay").contains(event.target) && !isSeen()) return;
    if (KEYS[event.key]) {
      event.preventDefault();
      KEYS[event.key]();
    }
  });
  function isSeen() {
    const box = board.getBoundingClientRect();
    return box.bottom > 0 && box.top < innerHeight;
  }
  const buttons = {
    first: () => go(0), back: () => go(move - 1), play,
    on: () => go(move + 1), end: () => go(game.points.length),
    earlier: () => step(-1), later: () => step(1),
  };
  for (const name in buttons) {
    find(name).addEventListener("click", () => {
      if (name !== "play") stop();
      buttons[name]();
    });
  }
  find("slider").addEventListener("input", (event) => go(Number(event.target.value)));
  find("numbers").addEventListener("change", show);
  curve.addEventListener("pointerdown", (event) => {
    pick(event);
    curve.setPointerCapture(event.pointerId);
  });
  curve.addEventListener("pointermove", (event) => {
    if (event.buttons) pick(event);
  });
  for (const name of ["one", "other"]) find(name).addEventListener("change", filter);
  for (const row of document.querySelectorAll("#games tr[data-id]")) {
    row.addEventListener("click", (event) => {
      if (event.target.closest("a[download]")) return;
      event.preventDefault();
      open(row.dataset.id, 0);
      find("replay").scrollIntoView({ behavior: "smooth" });
    });
  }
  for (const cell of document.querySelectorAll("#crosstable a")) {
    cell.addEventListener("click", (event) => {
      event.preventDefault();
      choosePair(cell.dataset.row, cell.dataset.column);
    });
  }
  addEventListener("hashchange", recall);
  document.body.classList.add("live");
  filter();
  if (!recall() && data.games.length) open(data.games[0].id);
})();
