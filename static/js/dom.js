/**
 * The little that is needed instead of a framework: elements from code (text is always text, never markup), icons,
 * keyed lists, toasts, and how times are written.
 */

/**
 * @param {string} what tag and classes, as in `p.hint`
 * @param {Record<string, any>|null} [props] `on…` are listeners, `value` and `checked` properties, the rest attributes
 * @param {...(Node|string|number|null|undefined|false|any[])} children
 */
export function h(what, props, ...children) {
	const [tag, ...classes] = what.split('.');
	const element = document.createElement(tag);
	if (classes.length) element.className = classes.join(' ');
	return fill(element, props, children);
}

/** The same for SVG. */
export function svg(tag, props, ...children) {
	return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), props, children);
}

function fill(element, props, children) {
	for (const [name, value] of Object.entries(props ?? {})) {
		if (value === undefined || value === null || value === false) continue;
		if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
		else if (name === 'value' || name === 'checked') element[name] = value;
		else element.setAttribute(name, value === true ? '' : value);
	}
	element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
	return element;
}

/** Makes `parent` hold exactly `nodes` in order; nodes that stay are not touched (no lost focus, nothing read out twice). */
export function reconcile(parent, nodes) {
	const wanted = new Set(nodes);
	for (const child of [...parent.childNodes]) if (!wanted.has(child)) child.remove();
	let at = parent.firstChild;
	for (const node of nodes) {
		if (node === at) at = at.nextSibling;
		else parent.insertBefore(node, at);
	}
}

const PATHS = {
	flame: 'M12.7 3.1c.7 2.7-.7 4.2-2.3 5.9-1.9 2-4 4-4 6.8 0 3.1 2.5 5.4 5.6 5.4s5.6-2.3 5.6-5.4c0-2.3-1-3.9-2.1-5.3-.3 1.3-.8 2-1.7 2.6 1.2-3.7.7-7.5-1.1-10z',
	chat: 'M20 11.5a7.5 7.5 0 0 1-11 6.6L4 19.5l1.4-4.6A7.5 7.5 0 1 1 20 11.5z',
	person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c.8-3.7 3.8-5.7 7.5-5.7s6.7 2 7.5 5.7',
	heart: 'M12 20.3C6.7 16.5 3.5 13.5 3.5 9.6A4.6 4.6 0 0 1 8.1 5c1.6 0 3 .8 3.9 2.1A4.7 4.7 0 0 1 15.9 5a4.6 4.6 0 0 1 4.6 4.6c0 3.9-3.2 6.9-8.5 10.7z',
	star: 'M12 3.5l2.6 5.5 6 .8-4.4 4.2 1.1 6L12 17.1 6.7 20l1.1-6-4.4-4.2 6-.8z',
	close: 'M6 6l12 12M18 6L6 18',
	back: 'M15 5l-7 7 7 7',
	send: 'M4.5 12L20 4.5 15.5 20l-3.7-6.3zM20 4.5l-8.2 9.2',
	plus: 'M12 5v14M5 12h14',
	pin: 'M12 21c4.2-4.4 6.3-7.7 6.3-10.5a6.3 6.3 0 1 0-12.6 0C5.7 13.3 7.8 16.6 12 21zM12 12.8a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6z',
	check: 'M5 12.5l4.5 4.5L19 7.5',
	checks: 'M2.5 12.5L7 17l8-9M11.5 16l1 1 9-9.5',
	clock: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM12 7.5V12l3 2',
	alert: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 8v5M12 16v.1',
	edit: 'M5 19l.8-3.8L16 5l3 3L8.8 18.2zM14 7l3 3',
	exit: 'M10 4.5H6A1.5 1.5 0 0 0 4.5 6v12A1.5 1.5 0 0 0 6 19.5h4M15 8l4 4-4 4M19 12h-9',
	up: 'M6 15l6-6 6 6',
	camera: 'M4 8.5A1.5 1.5 0 0 1 5.5 7H8l1.5-2h5L16 7h2.5A1.5 1.5 0 0 1 20 8.5v9a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 17.5zM12 16a3.3 3.3 0 1 0 0-6.6 3.3 3.3 0 0 0 0 6.6z',
	eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 14.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6z',
	spark: 'M12 3l2 7 7 2-7 2-2 7-2-7-7-2 7-2z',
	verified: 'M12 2.8l2.4 2 3.1-.2.8 3 2.6 1.7-1.2 2.9 1.2 2.9-2.6 1.7-.8 3-3.1-.2-2.4 2-2.4-2-3.1.2-.8-3-2.6-1.7 1.2-2.9-1.2-2.9 2.6-1.7.8-3 3.1.2zM8.5 12.3l2.5 2.4 4.5-4.9',
};

/** A line icon that inherits the text colour; decorative, so name the control that holds it. @param {keyof PATHS} name */
export function icon(name, className = '') {
	return svg('svg', { class: `icon ${className}`, viewBox: '0 0 24 24', 'aria-hidden': 'true', focusable: 'false' }, svg('path', { d: PATHS[name] }));
}

/** The logo. */
export function brand(className = '') {
	return h('span', { class: `brand ${className}` }, h('img', { src: '/static/favicon.svg', width: 32, height: 32, alt: '' }), h('span', null, 'Kindling'));
}

/** The quiet links at the bottom. */
export function footer() {
	return h('footer.foot', null, h('a', { href: '/swagger-ui/' }, 'API explorer'), h('a', { href: '/api-docs/openapi.json' }, 'OpenAPI document'));
}

/** Says something short, once, to eyes and screen readers. @param {string} text @param {'info'|'error'} [kind] */
export function toast(text, kind = 'info') {
	const note = h('div', { class: `toast ${kind}` }, kind === 'error' ? icon('alert') : null, h('span', null, text));
	document.getElementById('toasts').append(note);
	setTimeout(() => note.classList.add('gone'), 4_500);
	setTimeout(() => note.remove(), 5_000);
}

/** Shows a refusal where no field can. @param {any} error */
export function complain(error) {
	toast(error?.message || 'Something went wrong.', 'error');
}

const sameDay = (a, b) => a.toDateString() === b.toDateString();
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'long' });
const date = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });

/** @param {string} iso */
export const timeOfDay = (iso) => clock.format(new Date(iso));

/** "Today", "Yesterday", a weekday, a date. @param {string} iso */
export function dayName(iso) {
	const then = new Date(iso);
	const now = new Date();
	if (sameDay(then, now)) return 'Today';
	if (sameDay(then, new Date(now.getTime() - 864e5))) return 'Yesterday';
	return now - then < 6 * 864e5 ? weekday.format(then) : date.format(then);
}

/** Short enough for a list row. @param {string|undefined} iso */
export function when(iso) {
	if (!iso) return '';
	return sameDay(new Date(iso), new Date()) ? timeOfDay(iso) : dayName(iso);
}
