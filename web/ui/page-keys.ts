import { useEffect, useRef } from 'react'

/** Answers true when the key meant something to it. */
type PageKeyHandler = (key: string) => boolean

const handlers: PageKeyHandler[] = []

/** Keys that mean something on this page only. They come before the ones that work everywhere. */
export function usePageKeys(handler: PageKeyHandler): void {
  const latest = useRef(handler)
  useEffect(() => {
    latest.current = handler
  })
  useEffect(() => {
    const act: PageKeyHandler = (key) => latest.current(key)
    handlers.unshift(act)
    return () => {
      handlers.splice(handlers.indexOf(act), 1)
    }
  }, [])
}

/** Offers a key to the page; true when it was taken. */
export const offerToPage = (key: string): boolean => handlers.some((handler) => handler(key))
