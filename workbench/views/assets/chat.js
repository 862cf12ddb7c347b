// Where one asks, and the foot of what was said, which stays in sight while more is written.
if (!customElements.get("wb-composer")) {
  const kept = () => { try { return sessionStorage } catch { return null } }
  const draft = (el) => `workbench-draft ${el.getAttribute("label")}`
  const say = (el, detail) => el.dispatchEvent(new CustomEvent("wb-say", {bubbles: true, detail}))
  const SEND = '<svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="M12 19V5M6 11l6-6 6 6"></path></svg>'
  const STOP = '<svg viewBox="0 0 24 24" width="20" height="20" fill="currentColor" aria-hidden="true"><rect x="6" y="6" width="12" height="12" rx="2"></rect></svg>'

  customElements.define("wb-composer", class extends HTMLElement {
    static observedAttributes = ["sent", "state", "edit", "label"]

    connectedCallback() {
      if (this.field) { return }
      this.innerHTML = `<label class="sr" for="c-field"></label><textarea id="c-field" rows="1" maxlength="10000" dir="auto" enterkeyhint="send"></textarea>
        <button class="c-send" type="button" aria-label="Send">${SEND}</button><button class="c-stop" type="button" data-do="stop:" aria-label="Stop writing" title="Stop">${STOP}</button>`
      this.field = this.querySelector("textarea")
      this.send = this.querySelector(".c-send")
      this.field.addEventListener("input", () => this.fit())
      this.field.addEventListener("keydown", (event) => {
        if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
          event.preventDefault()
          this.go()
        } else if (event.key === "Escape" && this.getAttribute("edit")) {
          event.preventDefault()
          say(this, "edit:")
        }
        event.stopPropagation()  // what is typed here is no key of the transport bar
      })
      this.send.addEventListener("click", () => this.go())
      this.key = (event) => {
        const field = event.composedPath()[0]?.closest?.("input, textarea, select, [contenteditable]")
        if (event.key !== "/" || field || event.ctrlKey || event.metaKey || event.altKey || this.getRootNode() !== document) { return }
        event.preventDefault()
        this.field.focus()
      }
      document.addEventListener("keydown", this.key)
      this.field.value = this.getAttribute("text") || kept()?.getItem(draft(this)) || ""
      this.label()
      this.fit()
    }

    disconnectedCallback() { document.removeEventListener("keydown", this.key) }

    attributeChangedCallback(name, before, now) {
      if (!this.field || before === now) { return }
      if (name === "sent") {
        this.sending = false
        this.field.value = ""
      } else if (name === "edit") {
        this.field.value = now ? this.getAttribute("text") : ""
        this.waiting = Boolean(now)
      }
      queueMicrotask(() => {  // when the other attributes have changed, too
        if (this.waiting) {
          this.waiting = false
          this.field.value = this.getAttribute("text")
          this.field.focus()
        }
        this.label()
        this.fit()
      })
    }

    label() {
      const said = this.getAttribute("label")
      this.querySelector("label").textContent = said
      this.field.placeholder = said
      this.field.title = "Enter sends, Shift and Enter begin a new line"
    }

    fit() {
      this.field.style.height = "auto"
      this.field.style.height = `${Math.min(this.field.scrollHeight + 2, 240)}px`
      this.send.disabled = !this.field.value.trim() || this.getAttribute("state") === "writing"
      try { kept()?.setItem(draft(this), this.getAttribute("edit") ? "" : this.field.value) } catch { /* no room */ }
    }

    go() {
      const said = this.field.value.trim()
      if (!said || this.sending || this.getAttribute("state") === "writing") { return }
      this.sending = true
      setTimeout(() => { this.sending = false }, 2000)  // it was refused, or lost: it can be sent again
      say(this, `ask:${said}`)
    }
  })

  // A list of choices closes when one presses beside it.
  const choices = (event) => event.composedPath().find((el) => el.classList?.contains("c-to"))
  const shut = (keep) => (root) => {
    for (const open of root.querySelectorAll("details.c-to[open]")) { if (open !== keep) { open.open = false } }
  }
  const roots = (event) => [document, ...event.composedPath().filter((el) => el instanceof ShadowRoot)]
  document.addEventListener("click", (event) => roots(event).forEach(shut(choices(event))))
  document.addEventListener("keydown", (event) => {
    const own = choices(event)
    if (event.key !== "Escape" || !own?.open) { return }
    event.preventDefault()
    own.open = false
    own.querySelector("summary").focus()
  }, true)

  customElements.define("wb-rename", class extends HTMLElement {
    connectedCallback() {
      if (this.firstChild) { return }
      this.innerHTML = '<label><span class="sr">Name of the conversation</span><input maxlength="200" dir="auto"></label>'
      const field = this.querySelector("input")
      field.value = this.getAttribute("value")
      field.addEventListener("keydown", (event) => {
        event.stopPropagation()
        if (event.key === "Enter" && !event.isComposing) { say(this, field.value.trim() ? `name:${field.value.trim()}` : "rename:") }
        if (event.key === "Escape") { say(this, "rename:") }
      })
      requestAnimationFrame(() => {
        field.focus()
        field.select()
      })
    }
  })

  customElements.define("wb-tail", class extends HTMLElement {
    static observedAttributes = ["of", "sent"]

    connectedCallback() {
      const box = this.parentElement
      this.sticks = true
      this.follow = () => { if (this.sticks) { box.scrollTop = box.scrollHeight } }
      this.scrolled = () => { this.sticks = box.scrollHeight - box.scrollTop - box.clientHeight < 64 }
      box.addEventListener("scroll", this.scrolled, {passive: true})
      this.changes = new MutationObserver(this.follow)
      this.changes.observe(box, {childList: true, subtree: true, characterData: true})
      this.sizes = new ResizeObserver(this.follow)
      this.sizes.observe(box)
      this.follow()
    }

    disconnectedCallback() {
      this.changes?.disconnect()
      this.sizes?.disconnect()
    }

    attributeChangedCallback(name, before) {
      if (before === null) { return }
      this.sticks = true
      this.follow?.()
    }
  })
}
