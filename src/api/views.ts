import { z } from 'zod'

export const ViewPage = z.enum(['invoices', 'contacts'])
export type ViewPage = z.infer<typeof ViewPage>

/** What a person saves: the filters and order of a page under a name. */
export const ViewDraft = z.object({
  name: z.string().trim().min(1).max(80),
  /** What stands behind the ? of the page's address. */
  query: z.string().max(2_000),
  /** True shows it to everybody in the workspace, who see through it what they may see. */
  shared: z.boolean(),
})
export type ViewDraft = z.infer<typeof ViewDraft>

/** `POST /api/views` */
export const NewView = ViewDraft.extend({ page: ViewPage })
export type NewView = z.infer<typeof NewView>

export const SavedView = ViewDraft.extend({
  id: z.uuid(),
  page: ViewPage,
  /** Whoever saved it; null when it is one's own. */
  by: z.string().nullable(),
  /** This person may change and remove it. */
  mine: z.boolean(),
})
export type SavedView = z.infer<typeof SavedView>

/** `GET /api/views?page=invoices` */
export const SavedViews = z.object({
  views: z.array(SavedView),
  /** This person may share views with everybody. */
  mayShare: z.boolean(),
})
export type SavedViews = z.infer<typeof SavedViews>
