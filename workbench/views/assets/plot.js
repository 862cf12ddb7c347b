// A chart over time as an element of the page: <wb-plot> draws its attributes with BokehJS, from a figure that the page brought with it.
const NUMBERS = ["value", "low", "high"]
const whole = (text) => {
  let sum = 0
  return (text || "").split(" ").filter(Boolean).map((step) => (sum += Number(step)))
}
const decimal = (text) => (text || "").split(" ").filter(Boolean).map((said) => said === "-" ? NaN : Number(said))
const same = (a, b) => a.length === b.length && a.every((value, i) => Object.is(value, b[i]))

// A line that stays as it is until the next sample, always or only where that is long in coming: the value once more, there.
const held = ({at, ...columns}, holds) => {
  const gaps = at.slice(1).map((time, i) => time - at[i])
  const long = holds === "always" ? -1 : 4 * (gaps.toSorted((a, b) => a - b)[gaps.length >> 1] ?? 0)
  const stays = (i) => i < gaps.length && gaps[i] > long
  const found = {at: at.flatMap((time, i) => stays(i) ? [time, at[i + 1]] : [time])}
  for (const [name, column] of Object.entries(columns)) { found[name] = column.flatMap((value, i) => stays(i) ? [value, value] : [value]) }
  return found
}
// How high the line is at a time; as high as where it begins, before that.
const height = ({at, value}, time) => {
  const right = at.findIndex((other, i) => other >= time && !Number.isNaN(value[i]))
  const left = Math.max(right - 1, 0)
  if (right < 0) { return value.findLast((known) => !Number.isNaN(known)) ?? NaN }
  if (Number.isNaN(value[left]) || at[left] === at[right]) { return value[right] }
  return value[left] + (value[right] - value[left]) * Math.min(Math.max((time - at[left]) / (at[right] - at[left]), 0), 1)
}
const press = (el, what) => {
  const button = document.createElement("button")
  button.hidden = true
  button.dataset.do = what
  el.append(button)
  button.click()
  button.remove()
}

class Plot extends HTMLElement {
  static observedAttributes = ["at", "value", "low", "high", "marks", "x", "y", "position", "figure"]
  static template = null

  connectedCallback() {
    if (!this.canvas) {
      this.canvas = document.createElement("div")
      this.canvas.className = "canvas"
      this.canvas.inert = true  // Bokeh paints; focus, pointer and words are the cursor's
      this.append(this.canvas)
      this.cursor = new Cursor(this)
      this.theme = () => this.wear()
    }
    document.addEventListener("wb-theme", this.theme)
    this.draw()
  }

  disconnectedCallback() {
    // Moved within the page it is connected again at once, and stays as it is.
    queueMicrotask(() => {
      if (this.isConnected) { return }
      document.removeEventListener("wb-theme", this.theme)
      this.cursor?.leave()
      this.view?.remove()
      this.view = this.building = null
    })
  }

  attributeChangedCallback() {
    if (!this.canvas || this.due) { return }
    this.due = true
    queueMicrotask(() => {
      this.due = false
      if (this.isConnected) { this.draw() }
    })
  }

  read() {
    const at = whole(this.getAttribute("at"))
    const [value, low, high] = NUMBERS.map((name) => decimal(this.getAttribute(name)))
    const none = at.map(() => NaN)
    const holds = this.getAttribute("holds")
    this.samples = {at, value, low: low.length ? low : none, high: high.length ? high : none}
    this.path = holds === "never" ? this.samples : held(this.samples, holds)
    this.position = whole(this.getAttribute("position"))
    this.marks = JSON.parse(this.getAttribute("marks") || "[]")
      .map(([time, position, said]) => ({at: time, value: height(this.path, time), position, said})).filter((mark) => !Number.isNaN(mark.value))
    this.band = low.length > 0
  }

  async draw() {
    this.read()
    if (!this.view) {
      this.building ||= this.build()
      await this.building
      if (!this.view) { return }
    }
    this.feed()
    this.cursor.follow()
  }

  async build() {
    const item = Plot.template
    const views = await window.Bokeh.embed.embed_item(structuredClone(item), this.canvas)
    const view = [...views].find(({model}) => model.id === item.root_id)
    if (!this.isConnected) {
      view.remove()
      return
    }
    this.view = view
    this.named = (name) => view.model.document.get_model_by_name(name)
    this.wear()
  }

  // Only what is different is handed on: each change makes Bokeh paint.
  feed() {
    const {x_range, y_range} = this.view.model
    for (const [name, range] of [["x", x_range], ["y", y_range]]) {
      const [start, end] = this.getAttribute(name).split(" ").map(Number)
      if (range.start !== start || range.end !== end) { range.setv({start, end}) }
    }
    const marks = {at: this.marks.map((mark) => mark.at), value: this.marks.map((mark) => mark.value)}
    for (const [name, data] of [["samples", this.path], ["marks", marks]]) {
      const source = this.named(name)
      if (!Object.keys(data).every((column) => same([...source.data[column]], data[column]))) { source.data = data }
    }
  }

  wear() {
    if (!this.view) { return }
    const style = getComputedStyle(this)
    const colour = (name) => style.getPropertyValue(`--wb-${name}`).trim()
    const key = ["c1", "c2", "card", "faint", "grid"].map(colour).join()
    if (key === this.worn) { return }
    this.worn = key
    this.named("band").glyph.setv({fill_color: colour("c1")})
    this.named("line").glyph.setv({line_color: colour("c1")})
    this.named("dots").glyph.setv({fill_color: colour("card"), line_color: colour("c2")})
    for (const name of ["times", "values"]) { this.named(name).setv({major_label_text_color: colour("faint")}) }
    this.named("grid").setv({grid_line_color: colour("grid")})
  }
}
