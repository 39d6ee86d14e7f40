/**
 * Remembers answers by text; forgets all of them when it holds too many, so that memory is bounded whatever
 * people typed. Long texts are never kept.
 */
export function boundedMemo<Answer>(
  entriesMax: number,
  ask: (text: string) => Answer,
): (text: string) => Answer {
  const kept = new Map<string, Answer>()
  return (text) => {
    const known = kept.get(text)
    if (known !== undefined) return known
    const answer = ask(text)
    if (text.length > 100) return answer
    if (kept.size >= entriesMax) kept.clear()
    kept.set(text, answer)
    return answer
  }
}
