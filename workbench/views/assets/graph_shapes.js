// The signs of kinds of nodes: shape and colour together, the same as in the key below the graph.
const SIGNS = {
  Agent: [1, "M-13 0a13 13 0 1 0 26 0a13 13 0 1 0-26 0z"],
  Memory: [3, "M-9-7.5h18a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2h-18a2 2 0 0 1-2-2v-11a2 2 0 0 1 2-2z"],
  Concept: [2, "M0-12L12 0 0 12-12 0z"],
  Technology: [4, "M-6.5-11.5h13L13 0 6.5 11.5h-13L-13 0z"],
  Session: [5, "M0-12L12.5 10h-25z"],
}
const RADIUS = 13

export const make = (name, attributes = {}, ...inner) => {
  const el = document.createElementNS("http://www.w3.org/2000/svg", name)
  for (const [key, value] of Object.entries(attributes)) { el.setAttribute(key, value) }
  el.append(...inner)
  return el
}

// A node's element: its sign, its name below, and a ring around what is opened.
export function nodeOf(id, kind) {
  const [colour, path] = SIGNS[kind] ?? SIGNS.Concept
  const sign = make("path", {d: path, class: "g-sign", style: `--own: var(--wb-c${colour})`})
  const ring = make("circle", {r: RADIUS + 5, class: "g-ring"}), name = make("text", {y: RADIUS + 15, class: "g-name"})
  return make("g", {class: "g-node", "data-id": id, role: "button", tabindex: "-1"}, make("circle", {r: 22, class: "g-reach"}), ring, sign, name)
}

// What stands for neighbours that are not shown yet.
export function restOf(id) {
  const pill = make("rect", {y: -12, height: 24, rx: 12, class: "g-pill"})
  return make("g", {class: "g-rest", "data-id": id, role: "button", tabindex: "-1"}, pill, make("text", {y: 4, class: "g-count"}), make("text", {y: 26, class: "g-name"}))
}

export function count(el, number) {
  const said = `+${number.toLocaleString("en").replaceAll(",", "\u202f")}`, wide = 22 + 7 * said.length, pill = el.querySelector("rect")
  pill.setAttribute("x", -wide / 2)
  pill.setAttribute("width", wide)
  el.querySelector(".g-count").textContent = said
}

// A relation's line and its word, from the rim of one sign to the rim of the other.
export function linkOf(type, word) {
  return make("g", {class: `g-link ${type}`}, make("line", {"marker-end": "url(#g-arrow)"}), make("text", {class: "g-word"}, word))
}

export function join(el, [x0, y0], [x1, y1]) {
  const far = Math.hypot(x1 - x0, y1 - y0) || 1, cut = Math.min(RADIUS + 4, far / 3)
  const [across, down] = [(x1 - x0) / far * cut, (y1 - y0) / far * cut]
  const line = el.querySelector("line")
  for (const [name, value] of Object.entries({x1: x0 + across, y1: y0 + down, x2: x1 - across, y2: y1 - down})) { line.setAttribute(name, value.toFixed(1)) }
  const word = el.querySelector("text")
  word?.setAttribute("x", ((x0 + x1) / 2).toFixed(1))
  word?.setAttribute("y", ((y0 + y1) / 2 + 4).toFixed(1))
}

export function frame() {
  const arrow = make("marker", {id: "g-arrow", viewBox: "0 0 8 8", refX: 7, refY: 4, markerUnits: "userSpaceOnUse", markerWidth: 9, markerHeight: 9, orient: "auto"}, make("path", {d: "M0 .6L7.4 4 0 7.4z"}))
  const lines = make("g"), signs = make("g"), svg = make("svg", {role: "group"}, make("defs", {}, arrow), lines, signs)
  return {svg, lines, signs}
}

// A name that fits under a sign: of a dotted one the last parts tell most, of a sentence the beginning.
export function short(name, most = 22) {
  if (name.length <= most) { return name }
  const parts = /\s/.test(name) ? [] : name.split(".")
  for (let at = 1; at < parts.length; at += 1) {
    const end = parts.slice(at).join(".")
    if (end.length < most) { return `…${end}` }
  }
  return `${name.slice(0, most - 1)}…`
}

// Of boxes, as [left, top, right, bottom], in the order of their importance, those that lie on no other.
export function free(boxes, taken) {
  return boxes.map(([left, top, right, bottom]) => {
    const is = !taken.some(([l, t, r, b]) => left < r && right > l && top < b && bottom > t)
    if (is) { taken.push([left, top, right, bottom]) }
    return is
  })
}
