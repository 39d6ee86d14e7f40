type Attribute = string | boolean | null | (() => void)
export type Child = Node | string | null | false | readonly Child[]

/** An element with its attributes and children; a function is what a click does. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, Attribute>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value)
    else if (typeof value === 'string') element.setAttribute(name, value)
    else if (value === true) element.setAttribute(name, '')
  }
  append(element, children)
  return element
}

function append(parent: Node, children: readonly Child[]): void {
  for (const child of children) {
    if (child === null || child === false) continue
    if (isList(child)) append(parent, child)
    else parent.appendChild(typeof child === 'string' ? document.createTextNode(child) : child)
  }
}

const isList = (child: Child): child is readonly Child[] => Array.isArray(child)

/** Puts the new content in place and keeps the focus where it was, by the element's `data-focus`. */
export function replace(parent: HTMLElement, ...children: readonly Child[]): void {
  const focused =
    document.activeElement instanceof HTMLElement ? document.activeElement.dataset.focus : undefined
  parent.replaceChildren()
  append(parent, children)
  if (focused === undefined) return
  const again = [...parent.querySelectorAll<HTMLElement>('[data-focus]')].find(
    (element) => element.dataset.focus === focused,
  )
  again?.focus({ preventScroll: true })
}
