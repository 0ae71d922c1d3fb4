/** Form parts: a labelled line, text and number inputs, a choice, a switch. */
import { Switch as BaseSwitch } from '@base-ui/react/switch'
import { clsx } from 'clsx'
import { useId, type ComponentPropsWithRef, type ReactNode } from 'react'
import styles from './field.module.css'

type FieldProps = {
  readonly label: string
  readonly hint?: ReactNode
  /** What is wrong with the value and what to do about it. */
  readonly error?: string | null
  /** One control, given the id that the label points to; or several, each with a name of its own. */
  readonly children: ((id: string) => ReactNode) | ReactNode
}

export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId()
  return (
    <div className={styles['field']}>
      {typeof children === 'function' ? (
        <label className={styles['label']} htmlFor={id}>
          {label}
        </label>
      ) : (
        <span className={styles['label']}>{label}</span>
      )}
      <div className={styles['control']}>
        {typeof children === 'function' ? children(id) : children}
        {hint !== undefined && <div className={styles['hint']}>{hint}</div>}
        {error !== undefined && error !== null && (
          <div className={styles['error']} role="alert">
            {error}
          </div>
        )}
      </div>
    </div>
  )
}

export function TextInput({ className, ...rest }: ComponentPropsWithRef<'input'>) {
  return <input type="text" spellCheck={false} className={clsx(styles['input'], className)} {...rest} />
}

export function TextArea({ className, ...rest }: ComponentPropsWithRef<'textarea'>) {
  return <textarea className={clsx(styles['input'], styles['area'], className)} {...rest} />
}

type SelectProps<T extends string> = Omit<ComponentPropsWithRef<'select'>, 'value' | 'onChange'> & {
  readonly value: T
  readonly options: readonly { readonly value: T; readonly label: string }[]
  readonly onChoose: (value: T) => void
}

/** The platform's own list: it needs no styles at run time and every assistive technology knows it. */
export function Select<T extends string>({ value, options, onChoose, className, ...rest }: SelectProps<T>) {
  return (
    <select
      className={clsx(styles['input'], styles['select'], className)}
      value={value}
      onChange={(event) => {
        const chosen = options.find((option) => option.value === event.target.value)
        if (chosen !== undefined) onChoose(chosen.value)
      }}
      {...rest}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  )
}

type SwitchProps = {
  readonly id?: string
  readonly label?: string
  readonly checked: boolean
  readonly disabled?: boolean
  readonly onChange: (checked: boolean) => void
}

/** `label` names it where no visible label points to its `id`. */
export function Switch({ id, label, checked, disabled = false, onChange }: SwitchProps) {
  return (
    <BaseSwitch.Root
      className={styles['switch']}
      checked={checked}
      disabled={disabled}
      onCheckedChange={onChange}
      {...(id === undefined ? {} : { id })}
      {...(label === undefined ? {} : { 'aria-label': label })}
    >
      <BaseSwitch.Thumb className={styles['thumb']} />
    </BaseSwitch.Root>
  )
}
