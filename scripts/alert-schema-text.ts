/** The JSON Schema of a file of alert rules, as text. */
import { z } from 'zod'
import { ruleFileSchema } from '../shared/alerts/rule-file.ts'

/** What a schema can't say is checked when the file is read. */
const description =
  'Alert rules of Tickerdeck as a file; docs/alert-rules.md says what each part means. What hangs together over several fields (the number of operands, the interval that an indicator needs, placeholders of a message, price steps) is checked when the file is read.'

export function alertSchemaDocument(): string {
  const schema = z.toJSONSchema(ruleFileSchema, { io: 'input', reused: 'inline' })
  const { $schema, ...rest } = schema
  return JSON.stringify({ $schema, title: 'Tickerdeck alert rules', description, ...rest }, null, 2)
}
