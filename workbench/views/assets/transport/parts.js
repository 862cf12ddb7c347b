// Elements and icons.
export function make(tag, attributes = {}, ...content) {
  const el = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) { el.setAttribute(name, value) }
  el.append(...content)
  return el
}

export function shape(tag, attributes = {}) {
  const el = document.createElementNS("http://www.w3.org/2000/svg", tag)
  for (const [name, value] of Object.entries(attributes)) { el.setAttribute(name, value) }
  return el
}

const ICONS = {
  back: "M12 4.5v11L5 10z M3.5 5h1.5v10h-1.5z M14.5 5h1.5v10h-1.5z",
  on: "M8 4.5v11l7-5.5z M15 5h1.5v10H15z M4 5h1.5v10H4z",
  play: "M6 3.5v13l10.5-6.5z",
  pause: "M5.5 4h3v12h-3z M11.5 4h3v12h-3z",
}

export function button(name, icon, label, key, press) {
  const el = make("button", {type: "button", class: name})
  const svg = shape("svg", {viewBox: "0 0 20 20", "aria-hidden": "true"}), path = shape("path")
  if (icon) {
    svg.append(path)
    el.append(svg)
  }
  el.addEventListener("click", () => { if (el.getAttribute("aria-disabled") !== "true") { press() } })
  // Another icon, another name, and whether it can be pressed now.
  el.wear = (icon, label, key, able = true) => {
    const worn = `${icon}|${label}|${able}`
    if (worn === el.worn) { return }
    el.worn = worn
    if (icon) { path.setAttribute("d", ICONS[icon]) }
    el.setAttribute("aria-label", label)
    el.title = `${label} (${key})`
    if (able) { el.removeAttribute("aria-disabled") } else { el.setAttribute("aria-disabled", "true") }
  }
  el.wear(icon, label, key)
  return el
}
