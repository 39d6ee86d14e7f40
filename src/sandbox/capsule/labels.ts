import type { FieldDefinition, TagDefinition } from './entities.ts'

/** The resources that carry tags and custom fields; each has its own definitions. */
export type Entity = 'parties' | 'opportunities' | 'kases'

/**
 * Tag and field definitions of one kind of record. Field definitions are numbered for each kind apart, so a party's and
 * an opportunity's may share an id.
 *
 * @source reference capsule.md §1, §12, §13.1
 */
export class Labels {
  readonly tags = new Map<number, TagDefinition>()
  readonly definitions = new Map<number, FieldDefinition>()
  readonly #tagIds = new Map<string, number>()
  #lastDefinitionId = 100

  nextDefinitionId(): number {
    this.#lastDefinitionId += 1
    return this.#lastDefinitionId
  }

  tagNamed(name: string): TagDefinition | undefined {
    const id = this.#tagIds.get(name.toLowerCase())
    return id === undefined ? undefined : this.tags.get(id)
  }

  putTag(tag: TagDefinition): void {
    const before = this.tags.get(tag.id)
    if (before) this.#tagIds.delete(before.name.toLowerCase())
    this.tags.set(tag.id, tag)
    this.#tagIds.set(tag.name.toLowerCase(), tag.id)
  }

  dropTag(tag: TagDefinition): void {
    this.tags.delete(tag.id)
    this.#tagIds.delete(tag.name.toLowerCase())
  }
}
