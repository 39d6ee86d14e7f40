import { type RefObject, useLayoutEffect, useRef, useState } from 'react'

/** True while the element has less room than `widthPx`; known before it is painted. */
export function useNarrow<E extends HTMLElement>(widthPx: number): [RefObject<E | null>, boolean] {
  const element = useRef<E>(null)
  const [narrow, setNarrow] = useState(false)
  useLayoutEffect(() => {
    const node = element.current
    if (!node) return
    const measure = () => setNarrow(node.clientWidth < widthPx)
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(node)
    return () => observer.disconnect()
  }, [widthPx])
  return [element, narrow]
}
