/** How a person is told in words: the facts line, tags, goals, and the details shown in Discover, chat and the own profile. */
import { h, icon } from './dom.js';
import { photosOf, picture, verifiedMark } from './photo.js';

/** @typedef {import('./api.js').Profile} Profile */

/** The vocabulary of `goal`, in words. */
export const GOALS = {
	relationship: 'A relationship', dating: 'Dating', friendship: 'Friendship', marriage: 'Marriage',
	serious: 'Something serious', casual: 'Something casual', networking: 'Networking',
};

const words = (value) => (value === undefined || value === null ? [] : [value].flat().filter(Boolean));

/** @param {Profile} person @returns {string[]} */
export const goalsOf = (person) => words(person.goal ?? person.goals);

/** @param {Profile} person */
export const heading = (person) => (person.age ? `${person.name}, ${person.age}` : person.name);

/** City and distance band. @param {Profile} person */
export function place(person) {
	const near = person.distance_km ? `within ${person.distance_km} km` : '';
	return [person.city, near].filter(Boolean).join(' · ');
}

/** 0..1 as a whole percentage. @param {{compatibility_score?: number}} person */
export const percent = (person) => Math.round(100 * Math.min(1, Math.max(0, person.compatibility_score ?? 0)));

/** @param {string[]} list @param {string} [className] */
export function tags(list, className = '') {
	return h('ul', { class: `tags ${className}` }, list.map((one) => h('li', null, one)));
}

/** Why two people fit, strongest first, each with its share. @param {import('./api.js').Candidate} candidate */
export function reasonList({ reasons = [] }) {
	const sorted = [...reasons].sort((a, b) => (b.weight ?? 0) - (a.weight ?? 0));
	const most = Math.max(...sorted.map((one) => one.weight ?? 0), 0.0001);
	return h('ul.reasons', null, sorted.map(({ text, weight = 0 }) => {
		const bar = h('span.bar-fill');
		bar.style.width = `${Math.round((100 * weight) / most)}%`;
		return h('li', null, h('span', null, text), h('span.bar', { 'aria-hidden': 'true' }, bar));
	}));
}

/** Everything below the picture. @param {Profile} person */
export function details(person) {
	const goals = goalsOf(person).map((goal) => GOALS[goal] ?? goal);
	const facts = [
		person.height_cm && `${person.height_cm} cm`, person.profession, person.education?.replaceAll('_', ' '), ...words(person.languages),
	].filter(Boolean);
	const section = (title, ...content) => h('section', null, h('h3', null, title), ...content);
	return h('div.details', null,
		person.reasons?.length ? section('Why you two', reasonList(person)) : null,
		person.bio ? section('About', h('p.bio', null, person.bio)) : null,
		words(person.interests).length ? section('Into', tags(words(person.interests))) : null,
		goals.length ? section('Looking for', tags(goals)) : null,
		facts.length ? section('Facts', tags(facts)) : null);
}

/** The profile of somebody one already talks to, as a dialog. @param {Profile} person */
export function showPerson(person) {
	const close = () => dialog.close();
	const dialog = h('dialog.sheet', { 'aria-label': person.name, onclose: () => dialog.remove(), onclick: (event) => { if (event.target === dialog) close(); } },
		h('div.sheet-body', null,
			h('div.sheet-photos', null, (photosOf(person).length ? photosOf(person) : [null]).map((photo) => picture(photo, person.name))),
			h('button.round.small.close', { type: 'button', 'aria-label': 'Close', onclick: close }, icon('close')),
			h('h2', null, heading(person), verifiedMark(person)),
			place(person) ? h('p.where', null, icon('pin'), place(person)) : null,
			details(person)));
	document.body.append(dialog);
	dialog.showModal();
}
