// The rules of Go, as far as showing a finished game needs them: stones and captures.
// Points are row * size + column; size * size is a pass. Colours are 1 and 2.
"use strict";

// "aabbzz": two letters for a move, column and row; "zz" is a pass.
function readMoves(text, size) {
  const moves = [];
  for (let i = 0; i < text.length; i += 2) {
    const column = text.charCodeAt(i) - 97, row = text.charCodeAt(i + 1) - 97;
    moves.push(column < size ? row * size + column : size * size);
  }
  return moves;
}

function neighboursOf(point, size) {
  const row = Math.floor(point / size), column = point % size, found = [];
  if (row > 0) found.push(point - size);
  if (row < size - 1) found.push(point + size);
  if (column > 0) found.push(point - 1);
  if (column < size - 1) found.push(point + 1);
  return found;
}

// The stones of the chain at a point, or null if it has a liberty.
function chainWithoutLiberties(stones, start, size) {
  const chain = [start], seen = new Set(chain);
  for (const point of chain) {
    for (const next of neighboursOf(point, size)) {
      if (stones[next] === 0) return null;
      if (stones[next] === stones[start] && !seen.has(next)) {
        seen.add(next);
        chain.push(next);
      }
    }
  }
  return chain;
}

// All positions of a game, the empty board first.
function replay(moves, size) {
  let position = {
    stones: new Uint8Array(size * size), last: null, captures: [0, 0, 0],
  };
  const positions = [position];
  moves.forEach((point, ply) => {
    position = afterMove(position, point, 1 + (ply % 2), size);
    positions.push(position);
  });
  return positions;
}

function afterMove(position, point, colour, size) {
  const stones = position.stones.slice(), captures = position.captures.slice();
  if (point < size * size) {
    stones[point] = colour;
    const around = neighboursOf(point, size).filter((p) => stones[p] === 3 - colour);
    for (const start of [...around, point]) {
      const chain = stones[start] ? chainWithoutLiberties(stones, start, size) : null;
      if (!chain) continue;
      captures[3 - stones[start]] += chain.length;
      for (const stone of chain) stones[stone] = 0;
    }
  }
  return { stones, last: point, captures };
}

function pointName(point, size) {
  if (point === size * size) return "pass";
  const letter = "ABCDEFGHJKLMNOPQRSTUVWXYZ"[point % size];
  return letter + (size - Math.floor(point / size));
}
