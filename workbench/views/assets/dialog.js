// Stands in something with role=dialog that comes and goes: the focus moves into it and back, and Escape presses its close button.
if (!customElements.get("wb-dialog")) {
  let opener = null, open = 0
  const focused = () => {
    let el = document.activeElement
    while (el?.shadowRoot?.activeElement) { el = el.shadowRoot.activeElement }
    return el === document.body ? null : el
  }

  customElements.define("wb-dialog", class extends HTMLElement {
    connectedCallback() {
      if (open === 0) { opener = focused() }  // one that takes another's place goes back to where that one came from
      open += 1
      this.listen = (event) => {
        if (event.key !== "Escape" || event.defaultPrevented) { return }
        this.parentElement.querySelector('[data-do="close:"], [data-do="shut:"]').click()
      }
      document.addEventListener("keydown", this.listen)
      const title = this.parentElement.querySelector("h2")
      requestAnimationFrame(() => title.focus({preventScroll: true}))
    }

    disconnectedCallback() {
      open -= 1
      document.removeEventListener("keydown", this.listen)
      setTimeout(() => {
        if (open > 0) { return }
        if (!focused() && opener?.isConnected) { opener.focus({preventScroll: true}) }
        opener = null
      })
    }
  })
}
