/**
 * What the vendor does not document and nobody has confirmed, one line per fact. A fact learned later flips its line.
 *
 * @source reference capsule.md §21, "Open questions"
 */
export const switches = {
  /** §3.5: more than 100 a page is refused; false answers 100. */
  tooLargePageRefused: true,
  /** §3.6: `since` includes what changed at its very instant. */
  sinceIncludesItsInstant: true,
  /** §3.9: deleting a tag or a party answers 202 with a job instead of 204. */
  deletionAnswersJob: false,
  /** §3.6: `GET /tasks?since=` is honoured; false ignores it. */
  tasksTakeSince: true,
  /** §4.4: a note that renews `lastContactedAt` also counts as an update of the record. */
  contactCountsAsUpdate: false,
  /** §6: standard users see tasks that hang on nothing, whoever owns them. */
  looseTasksSeenByStandardUsers: true,
  /** §9: a kase is in no stage until it is put into one; false puts it into the first of the oldest board. */
  kaseStartsWithoutStage: true,
  /** §10: completing a task files an entry of type `task` on its record. */
  completedTaskMakesEntry: true,
  /** §11: whether the built-in activity types renew `lastContactedAt`. */
  noteRenewsContact: true,
  completedTaskRenewsContact: true,
  /** §13.1: how these types are spelled. */
  largeTextType: 'largetext',
  linkType: 'link',
  multiSelectType: 'multiselectlist',
  /** §15: users are created, changed and deleted by administrators only. */
  usersManagedByAdministrators: true,
}
