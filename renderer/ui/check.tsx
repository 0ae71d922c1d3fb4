/** A box that is ticked, with its words; and a small button that stays down. */
import type { ReactNode } from 'react'
import styles from './check.module.css'

type CheckProps = {
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
  readonly disabled?: boolean
  readonly children: ReactNode
}

export function Check({ checked, onChange, disabled = false, children }: CheckProps) {
  return (
    <label className={styles['check']}>
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>{children}</span>
    </label>
  )
}

type ToggleProps = {
  /** Its name where it shows a sign; where it shows a word, what the word is short for. */
  readonly label: string
  readonly text?: string
  readonly pressed: boolean
  readonly onPress: () => void
  readonly children?: ReactNode
}

export function Toggle({ label, text, pressed, onPress, children }: ToggleProps) {
  return (
    <button
      type="button"
      className={styles['toggle']}
      aria-label={text === undefined ? label : undefined}
      title={label}
      aria-pressed={pressed}
      onClick={onPress}
    >
      {text ?? children}
    </button>
  )
}
