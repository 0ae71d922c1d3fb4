/** The one button: plain in a panel's header, primary for what a dialog is for, danger for what destroys. */
import { clsx } from 'clsx'
import type { ComponentPropsWithRef } from 'react'
import styles from './button.module.css'

type Props = ComponentPropsWithRef<'button'> & {
  readonly variant?: 'plain' | 'outline' | 'primary' | 'solid' | 'danger'
  /** Shown as held down; also told to assistive technology. */
  readonly pressed?: boolean
  /** Square, for one icon; give it an `aria-label`. */
  readonly square?: boolean
}

export function Button({ variant = 'plain', pressed, square = false, className, ...rest }: Props) {
  return (
    <button
      type="button"
      aria-pressed={pressed}
      className={clsx(styles['button'], styles[variant], square && styles['square'], className)}
      {...rest}
    />
  )
}
