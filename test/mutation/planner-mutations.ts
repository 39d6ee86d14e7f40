import type { Mutation } from './mutation.ts'

const threeWay = 'src/core/plan/three-way.ts'
const gate = 'src/core/plan/gate.ts'
const merges = 'src/core/plan/merges.ts'
const orphans = 'src/core/plan/orphans.ts'
const newContacts = 'src/core/plan/new-contacts.ts'
const operations = 'src/core/plan/operations.ts'
const linkPlan = 'src/core/plan/link-plan.ts'
const compareLinks = 'src/core/plan/compare-links.ts'
const undo = 'src/core/plan/undo.ts'
const places = 'src/core/plan/undo-places.ts'

/** Lines of the planner, chosen where a mistake would hurt: comparisons, guards, bases, order, uniqueness. */
export const plannerMutations: readonly Mutation[] = [
  {
    file: threeWay,
    old: 'const fromCapsule = capsule !== base.capsule',
    new: 'const fromCapsule = capsule !== base.xero',
    breaks: 'a change in Capsule is told by what Xero held',
  },
  {
    file: threeWay,
    old: 'const fromXero = xero !== base.xero',
    new: 'const fromXero = true',
    breaks: 'Xero always counts as changed',
  },
  {
    file: threeWay,
    old: "if (fromCapsule && fromXero) return merged(c) ?? decided(c, 'Changed on both sides')",
    new: '',
    breaks: 'of two edits the one in Capsule wins, whatever the policy',
  },
  {
    file: threeWay,
    old: "return merged(c) ?? decided(c, 'Changed on both sides')",
    new: "return decided(c, 'Changed on both sides')",
    breaks: 'of a list that both sides changed one side’s is taken whole',
  },
  {
    file: threeWay,
    old: 'if (isHeld || after === c[from] || settles[other(from)] === after) return write',
    new: 'if (from) return write',
    breaks: 'of a list that both sides changed one side’s changes are forgotten',
  },
  {
    file: threeWay,
    old: 'members.edited(members.edited(list, from, to), was, members.edited(was, null, list))',
    new: 'members.edited(list, from, to)',
    breaks: 'what one side added to a list is taken away by the other one',
  },
  {
    file: threeWay,
    old: "if (c.context.rules.firstDifference === 'policy')",
    new: 'if (true)',
    breaks: 'values never agreed are overwritten although they should be left',
  },
  {
    file: threeWay,
    old: "direction === 'both' || direction === ",
    new: "direction === 'both' || direction !== ",
    breaks: 'fields are written against their direction',
  },
  {
    file: threeWay,
    old: 'c.base === null || c.base[from] === null',
    new: 'false',
    breaks: 'what never held a value clears the other side',
    survives:
      'A second lock on a closed door: a side that holds nothing and held nothing never counts as changed, and what was never agreed is only ever filled.',
  },
  {
    file: threeWay,
    old: 'return blank ? null :',
    new: 'return true ? null :',
    breaks: 'cleared values are copied although the rule keeps them',
  },
  {
    file: threeWay,
    old: "if (policy !== 'newest') return policy",
    new: "if (policy !== 'newest') return other(policy)",
    breaks: 'the wrong side wins a conflict',
  },
  {
    file: threeWay,
    old: "if (policy === 'ask') return null",
    new: "if (policy === 'ask') return 'capsule'",
    breaks: 'nobody is asked',
  },
  {
    file: threeWay,
    old: 'if (fit.reads === c[to])',
    new: 'if (fit.reads === c[to] && fit.lost === null)',
    breaks: 'what a side cannot hold is written again and again',
  },
  {
    file: threeWay,
    old: 'after: fit.reads,',
    new: 'after: value,',
    breaks: 'the base after a write is what was sent, not what the side reads as',
  },
  {
    file: threeWay,
    old: "if (why !== null) return { kind: 'taken', why }",
    new: '',
    breaks: 'a name that another active contact has is written',
  },
  {
    file: threeWay,
    old: "if (from === 'capsule' && c.contact.status !== 'ACTIVE') {",
    new: "if (from === 'capsule' && c.contact.status === 'GDPRREQUEST') {",
    breaks: 'archived contacts are edited',
  },
  {
    file: threeWay,
    old: "if (c.rule.policy !== 'newest' || outcome.state !== 'differs' || !isEditable(c)) return outcome",
    new: 'return outcome',
    breaks: 'our own write turns the newest side round',
  },
  {
    file: linkPlan,
    old: ".filter(({ rule }) => rule.direction !== 'off')",
    new: '',
    breaks: 'fields that are off are compared',
  },
  {
    file: linkPlan,
    old: 'capsule === xero && base !== null && base.capsule === capsule && base.xero === capsule',
    new: 'capsule === xero',
    breaks: 'agreements are not recorded, so the next edit looks like one on both sides',
  },
  {
    file: compareLinks,
    old: 'const outcomes = isLate ? planFields(subject, contact, pair.base, claimed) : work.outcomes',
    new: 'const outcomes = work.outcomes',
    breaks: 'two contacts are given one name in one plan',
  },
  {
    file: compareLinks,
    old: 'if (!pair.planned) continue',
    new: '',
    breaks: 'a small pass plans everything',
  },
  {
    file: gate,
    old: 'return rules.fields[change.field].approve || isBlanking(change)',
    new: 'return rules.fields[change.field].approve',
    breaks: 'clearing waits for nobody',
  },
  {
    file: gate,
    old: 'if (decision === true) free.push(...own)',
    new: 'if (decision !== false) free.push(...own)',
    breaks: 'what waits for approval is written at once',
  },
  {
    file: gate,
    old: 'const free = writes.filter((each) => !held.includes(each))',
    new: 'const free = held.length > 0 ? [] : writes.filter((each) => !held.includes(each))',
    breaks: 'a field that waits holds back the others of the record',
  },
  {
    file: merges,
    old: "changes.push({ kind: 'follow', from: first.contactId, to, partyId })",
    new: '',
    breaks: 'a link stays with a contact that was merged away',
  },
  {
    file: orphans,
    old: "if (records.absent.get(link.partyId) !== 'deleted') return false",
    new: '',
    breaks: 'a party that is merely hidden counts as deleted',
  },
  {
    file: orphans,
    old: 'if (decision === undefined) {',
    new: 'if (decision === false) {',
    breaks: 'whether to archive is not asked',
  },
  {
    file: orphans,
    old: "} else if (decision && rules.gate === 'each') operations.push(operation)",
    new: '} else operations.push(operation)',
    breaks: 'contacts are archived although a person said no',
  },
  {
    file: newContacts,
    old: 'if (settlement.linkedParties.has(party.id) || settlement.asked.has(party.id)) return []',
    new: 'if (settlement.asked.has(party.id)) return []',
    breaks: 'a linked party gets a second contact',
  },
  {
    file: newContacts,
    old: 'if (contactId !== null && survivingContact(world.allContacts, contactId) !== contactId) return []',
    new: '',
    breaks: 'a contact that was merged away is made again',
  },
  {
    file: newContacts,
    old: 'names.add(nameKey(name))',
    new: '',
    breaks: 'two contacts of one name are made in one plan',
  },
  {
    file: newContacts,
    old: '} else if (numbered !== null) {',
    new: '} else if (false) {',
    breaks: 'a ContactNumber is given that another contact carries',
  },
  {
    file: operations,
    old: 'if (!isEmpty || (partyId !== null && taken.numbered(String(partyId)) !== null)) return []',
    new: 'if (partyId !== null && taken.numbered(String(partyId)) !== null) return []',
    breaks: 'another app’s ContactNumber is overwritten',
  },
  {
    file: operations,
    old: 'if (!contact || !party || !isUsable(contact)) continue',
    new: 'if (!contact || !party) continue',
    breaks: 'references are written on archived contacts',
  },
  {
    file: 'src/core/plan/taken.ts',
    old: 'this.#contacts.filter(isUsable)',
    new: 'this.#contacts.filter((each) => !isUsable(each))',
    breaks: 'only names of archived contacts count as taken',
  },
  {
    file: 'src/core/match/world.ts',
    old: 'if (partyId !== null) linkedContact.set(partyId, contactId)',
    new: '',
    breaks: 'linked parties are matched once more',
  },
  {
    file: 'src/core/plan/updates.ts',
    old: 'changes: own.map((each) => each.change),\n    edit,\n    restore: rawCapsule(subject.party, edit),',
    new: 'changes: own.slice(0, 1).map((each) => each.change),\n    edit,\n    restore: rawCapsule(subject.party, edit),',
    breaks: 'of several fields written to Capsule only one is recorded',
  },
  {
    file: 'src/core/field/apply.ts',
    old: '...(phones.length > 0 ? { phones: lastOf(phones, ({ type }) => type) } : {}),',
    new: '...(phones.length > 0 ? { phones: phones.slice(0, 1) } : {}),',
    breaks: 'of several telephone numbers one is written',
  },
  {
    file: 'src/core/field/phones.ts',
    old: 'row === null ? { type: slot.capsuleType, number } : { id: row.id, type: row.type, number }',
    new: '{ type: slot.capsuleType, number }',
    breaks: 'a changed telephone number becomes a second row',
  },
  {
    file: 'src/core/field/email.ts',
    old: 'if (fault !== null) return refused(fault)',
    new: '',
    breaks: 'an e-mail address Xero refuses is sent',
    survives: 'Xero’s own refusal is the field’s business: told by the cases of the field, not by the plan.',
  },
  {
    file: undo,
    old: 'return reads === change.after ? null : words.edited(side)',
    new: 'return null',
    breaks: 'an undo overwrites what was edited since',
  },
  {
    file: undo,
    old: 'for (const each of done) undoing.records(each)',
    new: '',
    breaks: 'what was made is not taken away again',
  },
  {
    file: undo,
    old: 'if (!isLinked || this.#ends.has(contactId)) return []',
    new: 'return []',
    breaks: 'the bases after an undo are not told',
    survives:
      'The write that undoes a value records the same base when it is applied; what the undo tells beforehand is for its preview.',
  },
  {
    file: places,
    old: 'rows.push({ id, remove: true })',
    new: '',
    breaks: 'rows that a write added stay when it is undone',
  },
]
