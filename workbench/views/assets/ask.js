// Where one types what is looked for: it is said when the typing pauses. And the place to which the focus comes when something is opened.
const PAUSE = 150
const LENS = '<svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" aria-hidden="true"><circle cx="10.5" cy="10.5" r="6.5"></circle><path d="M15.5 15.5L21 21"></path></svg>'

if (!customElements.get("wb-ask")) {
  customElements.define("wb-ask", class extends HTMLElement {
    connectedCallback() {
      if (this.firstChild) { return }
      this.innerHTML = `<label>${LENS}<span class="sr">Search all memories</span><input type="search" maxlength="1000" autocomplete="off" spellcheck="false" dir="auto"
        placeholder="Ask what the agents remember"></label><kbd class="hide" aria-hidden="true">/</kbd>`
      this.input = this.querySelector("input")
      this.input.value = new URLSearchParams(location.search).get("q") ?? ""
      this.said = this.input.value
      this.input.addEventListener("input", (event) => {
        clearTimeout(this.waiting)
        if (!event.isComposing) { this.waiting = setTimeout(() => this.say(), this.input.value ? PAUSE : 0) }
      })
      this.input.addEventListener("compositionend", () => this.say())
      this.input.addEventListener("keydown", (event) => {
        if (event.key === "Enter") { this.say() }
        event.stopPropagation()  // what is typed here is no key of the transport bar
      })
      this.key = (event) => {
        const field = event.target.closest?.("input, textarea, select, [contenteditable]")
        if (event.key !== "/" || field || event.ctrlKey || event.metaKey || event.altKey) { return }
        event.preventDefault()
        this.input.focus()
        this.input.select()
      }
      document.addEventListener("keydown", this.key)
    }

    disconnectedCallback() {
      clearTimeout(this.waiting)
      document.removeEventListener("keydown", this.key)
    }

    say() {
      clearTimeout(this.waiting)
      const wanted = this.input.value.trim()
      if (wanted === this.said) { return }
      this.said = wanted
      this.dispatchEvent(new CustomEvent("wb-say", {bubbles: true, detail: `q:${wanted}`}))
    }
  })

  customElements.define("wb-arrive", class extends HTMLElement {
    connectedCallback() {
      const title = this.parentElement.querySelector("h2")
      requestAnimationFrame(() => {
        title?.focus({preventScroll: true})
        const {top} = (title ?? this).getBoundingClientRect()
        if (top < 64 || top > innerHeight - 200) { (title ?? this).scrollIntoView({block: "start"}) }
      })
    }
  })
}
