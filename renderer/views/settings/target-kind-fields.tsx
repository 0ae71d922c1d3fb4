/** The fields of a target that goes to a chat, a phone or a mailbox: its secret, what else it needs, and its words. */
import type { ReactNode } from 'react'
import { Field, Select, TextArea, TextInput } from '../../ui/field.tsx'
import type { TargetErrors, TargetForm } from './target-form.ts'
import { targetKindInfo, type KindField } from './target-kinds.ts'

type Props = {
  readonly form: TargetForm
  readonly errors: TargetErrors
  /** A secret is kept already. */
  readonly hasSecret: boolean
  readonly set: (change: Partial<TargetForm>) => void
}

type About = { readonly label: string; readonly hint: string; readonly placeholder: string }

const about: Readonly<Record<Exclude<KindField, 'security' | 'url'>, About>> = {
  chatId: {
    label: 'Chat',
    hint: 'Your number, from @userinfobot; a group has a negative one. Or @name of a channel where the bot is an administrator.',
    placeholder: '-1001234567890',
  },
  priority: { label: 'Priority', hint: 'Empty is the usual one.', placeholder: '' },
  host: {
    label: 'Mail server',
    hint: 'The SMTP server of your provider; look for "outgoing mail".',
    placeholder: 'smtp.example.com',
  },
  port: { label: 'Port', hint: 'Empty is 465 for TLS and 587 for STARTTLS.', placeholder: '' },
  user: {
    label: 'User name',
    hint: 'Mostly your address. Empty: nobody logs in.',
    placeholder: 'me@example.com',
  },
  from: { label: 'From', hint: 'The address that the account may send as.', placeholder: 'me@example.com' },
  to: {
    label: 'To',
    hint: 'One address, or several with commas between them.',
    placeholder: 'me@example.com',
  },
}

const priorityHint: Partial<Record<TargetForm['kind'], string>> = {
  ntfy: '1 (silent) to 5 (rings until it is seen); empty is 3.',
  pushover: '-2 (silent) to 2 (repeats for an hour until it is seen); empty is 0.',
}

const securities = [
  { value: 'tls', label: 'TLS from the start' },
  { value: 'starttls', label: 'STARTTLS' },
] as const

export function TargetKindFields({ form, errors, hasSecret, set }: Props): ReactNode {
  const { secret, fields } = targetKindInfo[form.kind]
  if (secret === null) return null
  return (
    <>
      <Field label={secret.label} hint={secret.hint} error={errors.secret ?? null}>
        {(id) => (
          <TextInput
            id={id}
            type="password"
            autoComplete="off"
            maxLength={2000}
            placeholder={hasSecret ? '•••••••• (kept; type to replace it)' : ''}
            value={form.ownSecret}
            aria-invalid={errors.secret !== undefined}
            onChange={(event) => set({ ownSecret: event.target.value })}
          />
        )}
      </Field>
      {fields.map((field) => {
        if (field === 'url') return null
        if (field === 'security')
          return (
            <Field key={field} label="Encryption">
              {(id) => (
                <Select
                  id={id}
                  value={form.security === 'starttls' ? 'starttls' : 'tls'}
                  options={securities}
                  onChoose={(security) => set({ security })}
                />
              )}
            </Field>
          )
        const { label, hint, placeholder } = about[field]
        return (
          <Field
            key={field}
            label={label}
            hint={field === 'priority' ? (priorityHint[form.kind] ?? hint) : hint}
            error={errors[field] ?? null}
          >
            {(id) => (
              <TextInput
                id={id}
                maxLength={field === 'to' ? 2000 : 253}
                placeholder={placeholder}
                value={form[field]}
                aria-invalid={errors[field] !== undefined}
                onChange={(event) => set({ [field]: event.target.value })}
              />
            )}
          </Field>
        )
      })}
      <Field
        label="Words"
        hint="Empty: what the rule says, when, and your note. Or your own, with {{title}}, {{text}}, {{symbol}}, {{price}}, {{rule}}, {{sentence}}, {{note}}, {{time}}."
      >
        {(id) => (
          <TextArea
            id={id}
            rows={3}
            maxLength={4000}
            value={form.template}
            onChange={(event) => set({ template: event.target.value })}
          />
        )}
      </Field>
    </>
  )
}
