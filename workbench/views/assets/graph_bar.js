// What stands below the graph: the chosen node, what can be done with it, and its relations in words.
const make = (name, attributes = {}, ...inner) => {
  const el = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) { el.setAttribute(key, value) }
  el.append(...inner)
  return el
}
const HINT = "Press a node to see what is around it."

export function barOf({open, page, begin}) {
  const said = make("span", {class: "g-said"}, HINT), acts = make("span", {class: "m-acts"}), list = make("ul"), count = make("summary")
  const links = make("details", {class: "g-links"}, count, list)
  const el = make("div", {class: "g-bar"}, make("div", {class: "g-chosen"}, said, acts), links)
  const button = (text, act) => Object.assign(make("button", {type: "button", class: "seg-one"}, text), {onclick: act})
  links.hidden = true

  const line = ({one, other, out, since}, nameOf) => make("li", {}, make("bdi", {}, nameOf(one)), ` ${out} `, make("bdi", {}, nameOf(other)), ", since ",
    make("button", {type: "button", class: "link", "data-do": `event:${since}`}, `event ${since}`))
  const pages = ({kind, id}) => kind === "Memory" || id.startsWith("agent/")

  return {
    el,
    pages,
    show(node, isOpen, found, nameOf) {
      links.hidden = !node || !found.length
      if (!node) {
        said.replaceChildren(HINT)
        acts.replaceChildren()
        return
      }
      said.replaceChildren(make("b", {}, node.kind === "Agent" ? "Member" : node.kind), " ", make("bdi", {}, node.name))
      const shown = [button(isOpen ? "Fold in" : "Open", () => open(node.id))]
      if (pages(node)) { shown.push(button(node.kind === "Memory" ? "Read it" : "Its page", () => page(node.id))) }
      shown.push(button("Begin here", () => begin(node.id)))
      const key = `${node.id} ${isOpen}`
      if (acts.dataset.key !== key) {  // so that a button keeps the focus
        const at = [...acts.children].indexOf(document.activeElement)
        acts.dataset.key = key
        acts.replaceChildren(...shown)
        acts.children[at]?.focus({preventScroll: true})
      }
      count.textContent = `Its relations in words (${found.length})`
      list.replaceChildren(...found.map((link) => line(link, nameOf)))
    },
    // To a node's page; an agent's is a page of its own, which is shown at the same moment.
    go(node, send) {
      if (!node || !pages(node)) { return }
      if (node.kind === "Memory") { send(`memory:${node.id}`); return }
      const way = make("a", {href: `agent?id=${encodeURIComponent(node.id).replaceAll("%2F", "/")}`})
      el.append(way)
      way.click()
      way.remove()
    },
  }
}
