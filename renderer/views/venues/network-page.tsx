/** How venues are reached: directly, or through the user's proxy, which can be tried before it is saved. */
import { useEffect, useState } from 'react'
import type { ProxyView } from '../../../shared/contract/methods.ts'
import { actions } from '../../state/actions.ts'
import { explainError } from '../../state/advice.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Select, TextInput } from '../../ui/field.tsx'
import {
  proxyFormOf,
  proxyInput,
  proxyProblems,
  splitAddress,
  type ProxyForm,
  type ProxyKind,
} from './network-form.ts'
import { Section } from './section.tsx'
import { TestResult, useTest } from './test-run.tsx'
import styles from './venues.module.css'

const kinds: readonly { value: ProxyKind; label: string }[] = [
  { value: 'none', label: 'None' },
  { value: 'http', label: 'HTTP' },
  { value: 'https', label: 'HTTP over TLS' },
  { value: 'socks5', label: 'SOCKS5' },
]

type FieldsProps = {
  readonly form: ProxyForm
  readonly hasPassword: boolean
  /** Problems are told once something was tried or saved. */
  readonly strict: boolean
  readonly onChange: (change: Partial<ProxyForm>) => void
}

function ProxyFields({ form, hasPassword, strict, onChange }: FieldsProps) {
  const problems = strict ? proxyProblems(form) : {}
  return (
    <>
      <Field label="Host" error={problems.host ?? null}>
        {(id) => (
          <TextInput
            id={id}
            autoComplete="off"
            placeholder="proxy.example"
            maxLength={253}
            aria-invalid={problems.host !== undefined}
            value={form.host}
            onChange={(event) => onChange(splitAddress(event.target.value) ?? { host: event.target.value })}
          />
        )}
      </Field>
      <Field label="Port" error={problems.port ?? null}>
        {(id) => (
          <TextInput
            id={id}
            className={styles['short']}
            inputMode="numeric"
            autoComplete="off"
            placeholder={form.kind === 'socks5' ? '1080' : '8080'}
            maxLength={5}
            aria-invalid={problems.port !== undefined}
            value={form.port}
            onChange={(event) => onChange({ port: event.target.value })}
          />
        )}
      </Field>
      <Field label="User" error={problems.username ?? null}>
        {(id) => (
          <TextInput
            id={id}
            autoComplete="off"
            placeholder="if it asks for one"
            maxLength={200}
            aria-invalid={problems.username !== undefined}
            value={form.username}
            onChange={(event) => onChange({ username: event.target.value })}
          />
        )}
      </Field>
      <Field label="Password">
        {(id) => (
          <TextInput
            id={id}
            type="password"
            autoComplete="off"
            placeholder={hasPassword ? 'stored' : 'none'}
            maxLength={500}
            value={form.password}
            onChange={(event) => onChange({ password: event.target.value })}
          />
        )}
      </Field>
    </>
  )
}

function ProxyEditor({
  stored,
  onStored,
}: {
  readonly stored: ProxyView
  readonly onStored: (view: ProxyView) => void
}) {
  const [form, setForm] = useState(() => proxyFormOf(stored))
  const [strict, setStrict] = useState(false)
  const [said, setSaid] = useState<{ problem: boolean; text: string } | null>(null)
  const test = useTest()
  const isWrong = Object.keys(proxyProblems(form)).length > 0

  const change = (part: Partial<ProxyForm>): void => {
    setForm({ ...form, ...part })
    setSaid(null)
    test.clear()
  }
  const save = async (input: Parameters<typeof proxyInput>[0] | 'without password'): Promise<void> => {
    try {
      const view = await actions.call(
        'proxy.save',
        input === 'without password' ? { url: stored.url, password: '' } : proxyInput(input),
      )
      setForm(proxyFormOf(view))
      setStrict(false)
      onStored(view)
      setSaid({
        problem: false,
        text:
          view.url === null ? 'Saved: venues are reached directly.' : 'Saved: venues reconnect through it.',
      })
    } catch (error) {
      setSaid({ problem: true, text: explainError(error) })
    }
  }

  return (
    <Section title="Proxy">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          setStrict(true)
          if (!isWrong) void save(form)
        }}
      >
        <Field
          label="Kind"
          hint="For REST and WebSocket alike. What runs on this computer, such as the simulated exchange, is reached directly."
        >
          {(id) => <Select id={id} value={form.kind} options={kinds} onChoose={(kind) => change({ kind })} />}
        </Field>
        {form.kind !== 'none' && (
          <ProxyFields form={form} hasPassword={stored.hasPassword} strict={strict} onChange={change} />
        )}
        <div className={styles['line']}>
          {form.kind !== 'none' && (
            <Button
              variant="primary"
              disabled={test.run.kind === 'running'}
              onClick={() => {
                setStrict(true)
                const { url, ...rest } = proxyInput(form)
                if (!isWrong && url !== null) test.start(() => actions.call('proxy.test', { url, ...rest }))
              }}
            >
              Test the proxy
            </Button>
          )}
          <Button type="submit" variant="outline">
            Save
          </Button>
          {stored.hasPassword && stored.url !== null && form.kind !== 'none' && (
            <Button variant="danger" onClick={() => void save('without password')}>
              Forget the password
            </Button>
          )}
          {said !== null && (
            <span
              className={said.problem ? styles['problem'] : styles['hint']}
              role={said.problem ? 'alert' : 'status'}
            >
              {said.text}
            </span>
          )}
        </div>
      </form>
      <TestResult run={test.run} />
    </Section>
  )
}

export function NetworkPage() {
  const [stored, setStored] = useState<ProxyView | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  useEffect(() => {
    let current = true
    const load = async (): Promise<void> => {
      try {
        const view = await actions.call('proxy.get', {})
        if (current) setStored(view)
      } catch (error) {
        if (current) setProblem(explainError(error))
      }
    }
    void load()
    return () => {
      current = false
    }
  }, [])
  return (
    <>
      <div className={styles['top']}>
        <h3>Network</h3>
      </div>
      {problem !== null && (
        <p className={styles['problem']} role="alert">
          {problem}
        </p>
      )}
      {stored !== null && <ProxyEditor stored={stored} onStored={setStored} />}
    </>
  )
}
