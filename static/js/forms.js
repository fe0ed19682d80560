/** Form pieces with labels, hints and errors wired for assistive technology. */
import { h } from './dom.js';

let ids = 0;

/**
 * A labelled control. Errors go to it by the server's field name (`data-field`).
 * @param {string} label @param {HTMLElement} control @param {{name: string, hint?: string|Node, wide?: boolean}} options
 */
export function field(label, control, { name, hint }) {
	const id = `f${++ids}`;
	const input = control.matches('input,select,textarea') ? control : control.querySelector('input,select,textarea');
	input.id = id;
	input.setAttribute('aria-describedby', `${id}-e${hint ? ` ${id}-h` : ''}`);
	return h('div.field', { 'data-field': name },
		h('label', { for: id }, label), control,
		hint ? h('p.hint', { id: `${id}-h` }, hint) : null,
		h('p.wrong', { id: `${id}-e`, role: 'alert' }));
}

/**
 * A set of pill-shaped radio buttons or check boxes.
 * @param {string} legend @param {Record<string, string>} choices value to label
 * @param {{name: string, type?: 'radio'|'checkbox', chosen?: string[], hint?: string}} options
 */
export function choice(legend, choices, { name, type = 'radio', chosen = [], hint }) {
	const id = `f${++ids}`;
	return h('fieldset.field', { 'data-field': name, 'aria-describedby': `${id}-e` },
		h('legend', null, legend, hint ? h('span.hint', null, ` ${hint}`) : null),
		h('div.pills', null, Object.entries(choices).map(([value, label]) => h('label.pill', null,
			h('input', { type, name, value, checked: chosen.includes(value) }), h('span', null, label)))),
		h('p.wrong', { id: `${id}-e`, role: 'alert' }));
}

/** Shows a refusal at its fields, and the rest in `.form-error`. @param {HTMLFormElement} form @param {import('./api.js').ProblemError} error */
export function showErrors(form, error) {
	clearErrors(form);
	const placed = (error.fields ?? []).filter(({ field: name, message }) => setError(form, name, message));
	if (!placed.length) form.querySelector('.form-error').textContent = error.message;
	form.querySelector('[aria-invalid]')?.focus();
}

/** @param {HTMLElement} form @param {string} name @param {string} message @returns {boolean} whether there is such a field */
export function setError(form, name, message) {
	const box = form.querySelector(`[data-field="${CSS.escape(name)}"]`);
	if (!box) return false;
	box.querySelector('.wrong').textContent = message;
	box.querySelector('input,select,textarea')?.setAttribute('aria-invalid', 'true');
	return true;
}

/** @param {HTMLElement|null} form or one field */
export function clearErrors(form) {
	if (!form) return;
	for (const note of form.querySelectorAll('.wrong, .form-error')) note.textContent = '';
	for (const input of form.querySelectorAll('[aria-invalid]')) input.removeAttribute('aria-invalid');
}

/** Runs a submit once at a time, with the button saying so. @param {HTMLButtonElement} button @param {() => Promise<void>} work */
export async function busy(button, work) {
	if (button.getAttribute('aria-busy') === 'true') return;
	button.setAttribute('aria-busy', 'true');
	try { await work(); } finally { button.removeAttribute('aria-busy'); }
}
