/**
 * Pictures of people: reads the photo shapes of the interface, reserves their place, shows their average colour until
 * the file is there and initials when there is none.
 */
import { h, icon } from './dom.js';

/** @typedef {import('./api.js').Photo} Photo */

/** @param {{photos?: (Photo|string)[], photo?: Photo|string, avatar?: Photo|string}} person @returns {(Photo|string)[]} */
export function photosOf(person) {
	const list = Array.isArray(person?.photos) ? person.photos : [person?.photo ?? person?.avatar];
	return list.filter(Boolean);
}

/**
 * A picture that fills its box.
 * @param {Photo|string|undefined} photo @param {string} name of the person, for the initials and the alternative text
 * @param {{sizes?: string, alt?: string, className?: string}} [options]
 */
export function picture(photo, name, { sizes = '420px', alt = `Photo of ${name}`, className = '' } = {}) {
	const box = h('span', { class: `picture ${className}` });
	const initials = () => {
		box.style.setProperty('--hue', hue(name));
		box.replaceChildren(h('span.initials', { role: alt ? 'img' : null, 'aria-label': alt || null, 'aria-hidden': alt ? null : 'true' }, initialsOf(name)));
	};
	const source = typeof photo === 'string' ? { url: photo } : photo;
	if (!source?.url) {
		initials();
		return box;
	}
	if (source.blurhash?.length >= 6) box.style.backgroundColor = averageColour(source.blurhash);
	const variants = (source.variants ?? []).filter((variant) => variant.url && variant.width);
	const img = h('img', {
		alt, draggable: 'false', decoding: 'async',
		sizes: variants.length ? sizes : null,
		srcset: variants.length ? variants.map(({ url, width }) => `${url} ${width}w`).join(', ') : null,
		src: source.url,
		onload: () => img.classList.add('loaded'),
		onerror: initials,
	});
	box.append(img);
	return box;
}

/** A round small picture; decorative, because the name stands beside it. */
export function avatar(photo, name, className = '') {
	return picture(photo, name, { sizes: '64px', alt: '', className: `avatar ${className}` });
}

/** The mark beside a verified name. @param {{is_verified?: boolean}} person */
export function verifiedMark(person) {
	return person.is_verified ? h('span.verified', { role: 'img', 'aria-label': 'Verified', title: 'Verified' }, icon('verified')) : null;
}

function initialsOf(name) {
	return (name || '?').trim().split(/\s+/).slice(0, 2).map((word) => [...word][0]?.toUpperCase() ?? '').join('');
}

const HUES = [12, 338, 28, 168, 258, 212];

function hue(name) {
	let sum = 0;
	for (const char of name || '') sum = (sum * 31 + char.codePointAt(0)) % 997;
	return HUES[sum % HUES.length];
}

// Blurhash (blurha.sh): after a size and a peak digit, four base-83 digits hold the average colour as sRGB.
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~';

function averageColour(hash) {
	const rgb = [...hash.slice(2, 6)].reduce((value, digit) => value * 83 + DIGITS.indexOf(digit), 0);
	return `rgb(${rgb >> 16} ${(rgb >> 8) & 255} ${rgb & 255})`;
}
