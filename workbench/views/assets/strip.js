const ago = (s) => s < 9.95 ? `${Math.max(s, 0).toFixed(1)} s` : s < 60 ? `${Math.round(s)} s`
  : s < 3600 ? `${Math.round(s / 60)} min` : s < 86400 ? `${Math.round(s / 3600)} h` : `${Math.round(s / 86400)} d`

const make = (tag, text = "", name = "") => {
  const el = document.createElement(tag)
  el.textContent = text
  if (name) { el.className = name }
  return el
}

function figure(title, value, hint = "") {
  const el = make("div", "", "fig")
  el.append(make("span", title), make("b", value))
  if (hint) { el.title = hint }
  return el
}

function spark(values) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg")
  if (values.length < 2) { return svg }
  const low = Math.min(...values), span = Math.max(...values) - low || 1
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path")
  const points = values.map((v, i) => `${(i * 120 / (values.length - 1)).toFixed(1)},${(30 - (v - low) / span * 28).toFixed(1)}`)
  svg.setAttribute("viewBox", "0 0 120 32")
  svg.setAttribute("aria-hidden", "true")
  path.setAttribute("d", `M${points.join("L")}`)
  path.setAttribute("style", "fill:none;stroke:var(--wb-c1);stroke-width:1.75;stroke-linejoin:round")
  svg.append(path)
  return svg
}

function line({at, who, said}) {
  const el = make("li"), when = make("time", new Date(at).toLocaleTimeString([], {hourCycle: "h23"})), text = make("span")
  when.title = new Date(at).toLocaleString([], {dateStyle: "full", timeStyle: "long"})
  text.append(make("b", who), ` ${said}`)
  text.title = said
  text.dir = "auto"
  el.append(when, text)
  return el
}

function render({model, el}) {
  const root = make("div", "", "wb-strip")
  el.append(root)
  let age = null
  const tick = () => {
    const {newest} = model.get("shown")
    if (age) { age.textContent = newest ? `${ago((Date.now() - newest) / 1000)} old` : "waiting for the first event" }
  }
  const draw = () => {
    const s = model.get("shown"), top = make("div", "", "top"), name = make("div", s.lab, "name"), list = make("ol")
    age = make("small")
    name.append(age)
    const level = s.level === null ? "–" : s.level.toFixed(2)
    top.append(name, figure("Level", level, `${s.status}, rests on ${s.rests} events`), spark(s.levels),
      figure("Memories", s.memories.toLocaleString()), figure("Agents", s.agents.toLocaleString()),
      figure("Events", s.events.toLocaleString()))
    list.append(...s.lines.map(line))
    root.replaceChildren(top, s.lines.length ? list : make("p", 'Nothing has happened yet. Begin with lab.agent("Ada").study("asyncio")'))
    tick()
  }
  model.on("change:shown", draw)
  const timer = setInterval(tick, 500)
  draw()
  return () => {
    clearInterval(timer)
    model.off("change:shown", draw)
  }
}

export default {render}
