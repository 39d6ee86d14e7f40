import { z } from 'zod'

const Back = z.object({
  milestoneId: z.int().positive().nullable(),
  milestoneName: z.string().nullable(),
  note: z.boolean(),
})

const Rule = z.object({
  id: z.string(),
  on: z.boolean(),
  automatic: z.boolean(),
  pipelineId: z.int().positive(),
  milestoneId: z.int().positive(),
  pipelineName: z.string(),
  milestoneName: z.string(),
  make: z.enum(['draft_invoice', 'approved_invoice', 'quote']),
  approve: z.boolean(),
  reference: z.string(),
  description: z.string(),
  itemCode: z.string().nullable(),
  accountCode: z.string().nullable(),
  taxType: z.string().nullable(),
  lineAmounts: z.enum(['exclusive', 'inclusive', 'no_tax']),
  tracking: z.array(z.object({ categoryId: z.string(), optionId: z.string() })),
  termsDays: z.int().min(0).nullable(),
  since: z.string(),
})

/** What is made of opportunities, as stored with the other rules. */
export const StoredDeals = z.object({
  rules: z.array(Rule),
  button: z.boolean(),
  accepted: Back,
  paid: Back,
})
