// The space of states as an element of the page: <wb-space> draws its attributes with Plotly, which it fetches from the page's own
// server when somebody first sees it. Two traces, whatever the number of agents: their trails, and where they are now.
const AXES = ["Breadth", "Integration", "Self-knowledge"]
const NAMED = 12
const FONT = "Roboto, system-ui, sans-serif"
const plain = (name) => name.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
const short = (name) => [...name].length > 20 ? `${[...name].slice(0, 19).join("")}…` : name
const tuples = (text) => text ? text.split(" ").map(Number) : []
const three = () => {
  const canvas = document.createElement("canvas")
  return Boolean(canvas.getContext("webgl2") || canvas.getContext("webgl"))
}

// The range of an axis: all that is drawn, to the fifths of the whole around it, so that it seldom changes.
const around = (values) => {
  const low = Math.floor(Math.min(...values) * 5 - 1e-9), high = Math.ceil(Math.max(...values) * 5 + 1e-9)
  const from = Math.max(0, Math.min(low, 4)), to = Math.min(5, Math.max(high, from + 1))
  return [from / 5, to / 5]
}

// Names that do not stand on each other: one beside another that is already told is told on hover.
const legible = (names, heads) => {
  const ranges = AXES.map((_, k) => around(heads.map((head) => head[k])))
  const far = (one, other) => Math.hypot(...ranges.map(([from, to], k) => (one[k] - other[k]) / (to - from)))
  const told = []
  return names.map((name, i) => {
    if (told.some((k) => far(heads[i], heads[k]) < 0.16)) { return "" }
    told.push(i)
    return name
  })
}

class Space extends HTMLElement {
  static observedAttributes = ["heads", "trails", "agents", "position"]
  static library = ""
  static loading = null

  static load() {
    Space.loading ||= new Promise((resolve, reject) => {
      const script = document.createElement("script")
      script.src = Space.library
      script.onload = () => resolve(window.Plotly)
      script.onerror = () => {
        Space.loading = null
        reject(new Error("Plotly could not be loaded."))
      }
      document.head.append(script)
    })
    return Space.loading
  }

  connectedCallback() {
    if (!this.canvas) {
      this.canvas = part("canvas")
      this.table = Object.assign(document.createElement("details"), {className: "states"})
      this.table.append(Object.assign(document.createElement("summary"), {textContent: "As a table"}))
      this.table.addEventListener("toggle", () => this.tabulate())
      this.append(this.canvas, this.table)
      for (const kind of ["pointerdown", "pointerup"]) { this.canvas.addEventListener(kind, (event) => this.pressed(event), true) }
      this.theme = () => this.draw()
      this.watch = new IntersectionObserver((seen) => {
        this.seen = seen.at(-1).isIntersecting
        this.draw()
      })
      this.size = new ResizeObserver(() => { if (this.drawn) { window.Plotly.Plots.resize(this.canvas) } })
    }
    document.addEventListener("wb-theme", this.theme)
    this.watch.observe(this)
    this.size.observe(this.canvas)
  }

  disconnectedCallback() {
    queueMicrotask(() => {
      if (this.isConnected) { return }
      document.removeEventListener("wb-theme", this.theme)
      this.watch.disconnect()
      this.size.disconnect()
      if (this.drawn) { window.Plotly.purge(this.canvas) }
      this.drawn = false
    })
  }

  attributeChangedCallback() {
    if (!this.canvas || this.due) { return }
    this.due = true
    queueMicrotask(() => {
      this.due = false
      this.draw()
    })
  }

  // Each agent as [id, name], and where it is: breadth, integration, self-knowledge and learning in thousandths.
  get agents() { return JSON.parse(this.getAttribute("agents")) }
  get heads() { return this.getAttribute("heads").split(",").map(tuples).map((head) => head.map((value) => value / 1000)) }

  async draw() {
    if (!this.seen || !this.isConnected) { return }
    this.tabulate()
    if (this.failed ??= !three()) {
      this.refuse("This browser has no WebGL, so it cannot draw in three dimensions.")
      return
    }
    try {
      await Space.load()
    } catch (error) {
      this.refuse(error.message)
      return
    }
    if (!this.isConnected) { return }
    const colour = (name) => getComputedStyle(this).getPropertyValue(`--wb-${name}`).trim()
    const traces = [this.trails(colour), this.points(colour)]
    window.Plotly.react(this.canvas, traces, this.layout(colour, traces), {displayModeBar: false, scrollZoom: false})
    if (!this.drawn) {
      this.canvas.on("plotly_hover", ({points: [point]}) => { this.over = point })
      this.canvas.on("plotly_unhover", () => { this.over = null })
    }
    this.drawn = true
  }

  refuse(why) {
    this.canvas.replaceChildren(part("refused", `${why} The same numbers are in the table below.`))
    this.canvas.classList.add("flat")
    this.table.open = true
  }

  trails(colour) {
    const columns = {x: [], y: [], z: [], age: []}
    for (const text of this.getAttribute("trails").split(",")) {
      const way = tuples(text)
      for (let i = 0; i < way.length; i += 3) {
        ["x", "y", "z"].forEach((axis, k) => columns[axis].push(way[i + k] / 1000))
        columns.age.push(i / way.length)
      }
      for (const column of Object.values(columns)) { column.push(null) }  // the next agent's trail does not begin here
    }
    const {age, ...places} = columns
    const colorscale = [[0, colour("line")], [1, colour("faint")]]
    return {type: "scatter3d", mode: "lines", hoverinfo: "skip", ...places, opacity: 0.6, line: {width: 2, color: age, colorscale, cmin: 0, cmax: 1}}
  }

  points(colour) {
    const {agents, heads} = this
    const few = agents.length <= NAMED
    const axis = (k) => heads.map((head) => head[k])
    const names = agents.map(([, name]) => plain(short(name)))
    const text = few ? legible(names, heads) : names.map(() => "")
    return {
      type: "scatter3d", mode: "markers+text", x: axis(0), y: axis(1), z: axis(2), text, hovertext: names, textposition: "top center",
      textfont: {color: colour("soft"), size: 12}, customdata: agents.map(([id], i) => [id, heads[i][3]]),
      hovertemplate: "<b>%{hovertext}</b><br>breadth %{x:.2f}<br>integration %{y:.2f}<br>self-knowledge %{z:.2f}<br>learning %{customdata[1]:.2f}<extra></extra>",
      marker: {size: few ? 7 : 5, color: axis(3), cmin: 0, cmax: 1, colorscale: [[0, colour("c2")], [1, colour("c1")]],
        line: {color: colour("card"), width: 1}},
    }
  }

  layout(colour, traces) {
    const axis = (title, k) => {
      const range = around(traces.flatMap((trace) => trace["xyz"[k]].filter((value) => value !== null)))
      // None at its ends, where that of another axis would stand on it.
      const tickvals = [0.25, 0.5, 0.75].map((share) => range[0] + share * (range[1] - range[0]))
      return {
        title: {text: title, font: {size: 12, color: colour("soft")}}, tickfont: {size: 11, color: colour("faint")}, tickvals, tickformat: ".2~f", range,
        gridcolor: colour("line"), zeroline: false, showline: true, mirror: true, linecolor: colour("line"), showbackground: false, showspikes: false,
      }
    }
    const [xaxis, yaxis, zaxis] = AXES.map(axis)
    const away = Math.max(1, 440 / this.canvas.clientWidth)
    const eye = {x: 1.3 * away, y: 1.3 * away, z: 0.75 * away}
    return {
      uirevision: "kept", showlegend: false, margin: {l: 0, r: 0, t: 0, b: 0}, paper_bgcolor: "transparent",
      font: {family: FONT},
      hoverlabel: {bgcolor: colour("card"), bordercolor: colour("line"), font: {color: colour("ink"), size: 12, family: FONT}, align: "left"},
      scene: {xaxis, yaxis, zaxis, aspectmode: "cube", dragmode: "turntable", camera: {eye, center: {x: 0, y: 0, z: -0.12}}},
    }
  }

  // A press that turned nothing. Plotly's own word of it comes only when a frame is painted while the button is down.
  pressed(event) {
    if (event.type === "pointerdown") {
      this.from = [event.clientX, event.clientY]
    } else if (this.over?.customdata && Math.hypot(event.clientX - this.from[0], event.clientY - this.from[1]) < 4) {
      press(this, `explain:level:${this.over.customdata[0]}@${this.getAttribute("position")}`)
    }
  }

  // The same in words, made only while somebody reads it.
  tabulate() {
    if (!this.table.open) { return }
    const cell = (tag, text) => Object.assign(document.createElement(tag), {textContent: text})
    const row = (tag, ...texts) => {
      const el = document.createElement("tr")
      el.append(...texts.map((text) => cell(tag, text)))
      return el
    }
    const {heads} = this
    const rows = this.agents.map(([, name], i) => row("td", name, ...heads[i].map((value) => value.toFixed(2))))
    const table = document.createElement("table")
    table.append(row("th", "Name", ...AXES, "Learning"), ...rows)
    for (const el of table.querySelectorAll("td:first-child")) { el.dir = "auto" }
    const box = part("scroll")
    box.tabIndex = 0
    box.setAttribute("role", "region")
    box.setAttribute("aria-label", "States of agents")
    box.append(table)
    const old = this.table.querySelector(".scroll")
    const top = old ? old.scrollTop : 0
    if (old) { old.replaceWith(box) } else { this.table.append(box) }
    box.scrollTop = top
  }
}
