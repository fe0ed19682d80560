/** Make or change the own profile: photos, who one is, who one looks for. */
import { complain, h, icon, toast } from '../dom.js';
import { busy, choice, clearErrors, field, setError, showErrors } from '../forms.js';
import { GOALS, goalsOf } from '../person.js';
import { PLACES } from '../places.js';
import { photosOf, picture } from '../photo.js';

const MOST_PHOTOS = 6;
const MOST_BYTES = 10 * 1024 * 1024;
const TYPES = ['image/jpeg', 'image/png', 'image/webp'];
const MOST_INTERESTS = 20;
const ADULT_YEARS = 18;
const OLDEST_YEARS = 120;
const IDEAS = ['Hiking', 'Music', 'Movies', 'Reading', 'Dining', 'Art', 'Museums', 'Concerts', 'Theater', 'Yoga', 'Gaming', 'Sports', 'Exercise', 'Cooking', 'Travel'];

export function editor(app) {
	const profile = app.profile;
	const photos = photoGrid(app, photosOf(profile ?? {}));
	const interests = interestBox(profile?.interests ?? []);
	const bio = h('textarea', { name: 'bio', rows: 4, maxlength: 1000, value: profile?.bio ?? '', placeholder: 'What makes a good day? What could you talk about for hours?' });
	const counter = h('span');
	const count = () => { counter.textContent = `${[...bio.value].length} of 1000`; };
	bio.addEventListener('input', count);
	count();
	const place = h('select', { name: 'place', required: true },
		h('option', { value: '' }, profile?.city ? `${profile.city} (as it is)` : 'Choose a city'),
		PLACES.map(({ city, country }, at) => h('option', { value: String(at) }, `${city}, ${country}`)));
	const name = h('input', { name: 'name', autocomplete: 'given-name', maxlength: 100, required: true, value: profile?.name ?? '' });
	const born = h('input', { name: 'birth_date', type: 'date', autocomplete: 'bday', required: true, min: yearsAgo(OLDEST_YEARS), max: yearsAgo(ADULT_YEARS), value: profile?.birth_date ?? '' });
	// The server keeps the date to itself once it has it.
	const asksBirth = !profile || Boolean(profile.birth_date);
	const submit = h('button.button', { type: 'submit' }, profile ? 'Save changes' : 'Start discovering');

	const form = h('form.form', { novalidate: true, onchange: (event) => clearErrors(event.target.closest('.field')), onsubmit: (event) => {
		event.preventDefault();
		if (complete()) busy(submit, save);
	} },
		h('section.panel', null, h('h2', null, 'Photos'), h('p.hint', null, 'Up to six. The first one is what people see first. Location and camera data are removed.'), photos.element),
		h('section.panel', null, h('h2', null, 'About you'),
			h('div.two', null, field('Name', name, { name: 'name', hint: 'As others will see it' }),
				asksBirth ? field('Birth date', born, { name: 'birth_date', hint: 'Only your age is ever shown' }) : null),
			choice('I am', { female: 'A woman', male: 'A man', other: 'Another gender' }, { name: 'gender', chosen: [profile?.gender] }),
			field('City', place, { name: 'place', hint: 'Others see a rough distance, never a place on the map' }),
			field('Bio', bio, { name: 'bio', hint: counter })),
		h('section.panel', null, h('h2', null, 'Looking for'),
			choice('I would like to meet', { female: 'Women', male: 'Men', any: 'Everyone' }, { name: 'looking_for', chosen: [profile?.looking_for] }),
			choice('For', GOALS, { name: 'goal', type: 'checkbox', chosen: profile ? goalsOf(profile) : [], hint: 'one or more' })),
		h('section.panel', null, h('h2', null, 'Interests'), interests.element),
		h('div.form-end', null, h('p.form-error', { role: 'alert' }), profile ? h('a.button.plain', { href: '#/me' }, 'Cancel') : null, submit));

	const chosen = (named) => [...form.querySelectorAll(`input[name=${named}]:checked`)].map((input) => input.value);

	function complete() {
		clearErrors(form);
		const missing = [
			[name.value.trim().length < 2, 'name', 'Please tell us your name (at least 2 letters).'],
			[asksBirth && !born.value, 'birth_date', 'Please enter your birth date.'],
			[asksBirth && born.value > born.max, 'birth_date', 'You need to be 18 or older to use Kindling.'],
			[!chosen('gender').length, 'gender', 'Please choose one.'],
			[!profile && !place.value, 'place', 'Please choose the city nearest to you.'],
			[!chosen('looking_for').length, 'looking_for', 'Please choose one.'],
			[!chosen('goal').length, 'goal', 'Please choose at least one.'],
		].filter(([wrong]) => wrong);
		for (const [, named, message] of missing) setError(form, named, message);
		form.querySelector('[aria-invalid]')?.focus();
		return !missing.length;
	}

	async function save() {
		interests.settle();
		const input = {
			name: name.value.trim(), gender: chosen('gender')[0], looking_for: chosen('looking_for')[0], goal: chosen('goal'),
			bio: bio.value.trim(), interests: interests.value(), ...(asksBirth ? { birth_date: born.value } : {}), ...(place.value ? PLACES[Number(place.value)] : {}),
		};
		try {
			await photos.settled();
			if (profile) await app.api.updateProfile(app.api.account.user_id, input);
			else await app.api.createProfile(input);
		} catch (error) {
			if (error.code === 'under_age') setError(form, 'birth_date', error.message);
			else showErrors(form, error);
			return;
		}
		await photos.attach().catch(complain);
		if (profile) {
			await app.reloadProfile().catch(complain);
			toast('Your profile is up to date.');
			app.go('#/me');
		} else {
			await app.enter().catch(complain);
		}
	}

	const element = h('div.page.editor', null,
		h('header.page-head', null, profile ? h('a.round.small', { href: '#/me', 'aria-label': 'Back to your profile' }, icon('back')) : null,
			h('div', null, h('h1', { tabindex: -1 }, profile ? 'Edit your profile' : 'Let people meet you'),
				profile ? null : h('p.hint', null, 'It takes two minutes. You can change everything later.')),
			profile ? null : h('button.round.small', { type: 'button', 'aria-label': 'Sign out', title: 'Sign out', onclick: () => app.signOut() }, icon('exit'))),
		form);
	return { element, title: profile ? 'Edit profile' : 'Your profile', focus: element.querySelector('h1'), close: () => photos.close() };
}

/** Six places for photos. Files are uploaded at once and belong to the profile when it is saved; removing is immediate. */
function photoGrid(app, saved) {
	/** @type {{fileId?: string, photo?: any, blob?: string, upload?: Promise<void>, saved: boolean}[]} */
	let slots = saved.map((photo) => ({ photo, fileId: photo.file_id, saved: true }));
	const grid = h('div.photo-grid');
	const input = h('input', { type: 'file', accept: TYPES.join(','), multiple: true, hidden: true, onchange: () => {
		[...input.files].slice(0, MOST_PHOTOS - slots.length).forEach(add);
		input.value = '';
	} });

	function add(file) {
		if (!TYPES.includes(file.type)) return toast('Photos can be JPEG, PNG or WebP.', 'error');
		if (file.size > MOST_BYTES) return toast('That photo is larger than 10 MB.', 'error');
		const slot = { blob: URL.createObjectURL(file), saved: false };
		slots.push(slot);
		slot.upload = app.api.uploadMedia(file).then((answer) => { slot.fileId = answer.file_id; }, (error) => {
			complain(error);
			drop(slot);
		}).finally(() => {
			slot.upload = undefined;
			draw();
		});
		draw();
	}

	function drop(slot) {
		if (slot.blob) URL.revokeObjectURL(slot.blob);
		slots = slots.filter((one) => one !== slot);
	}

	async function remove(slot) {
		try {
			if (slot.saved) await app.api.removePhoto(slot.fileId);
			else if (slot.fileId) await app.api.deleteMedia(slot.fileId);
			drop(slot);
			draw();
		} catch (error) {
			complain(error);
		}
	}

	function draw() {
		const cells = slots.map((slot, at) => h('div', { class: `slot ${slot.upload ? 'loading' : ''}` },
			picture(slot.photo ?? slot.blob, '', { alt: `Photo ${at + 1}`, sizes: '200px' }),
			at === 0 ? h('span.slot-note', null, 'First') : null,
			slot.upload ? h('span.spinner', { role: 'img', 'aria-label': 'Uploading' })
				: h('button.round.tiny', { type: 'button', 'aria-label': `Remove photo ${at + 1}`, onclick: () => remove(slot) }, icon('close'))));
		while (cells.length < MOST_PHOTOS) {
			const next = cells.length === slots.length;
			cells.push(h('button.slot.empty', { type: 'button', 'aria-label': 'Add a photo', tabindex: next ? 0 : -1, 'aria-hidden': next ? null : 'true', onclick: () => input.click() }, icon(next && !slots.length ? 'camera' : 'plus'),
				next && !slots.length ? h('span', null, 'Add a photo') : null));
		}
		grid.replaceChildren(...cells);
	}

	draw();
	return {
		element: h('div', null, grid, input),
		settled: () => Promise.all(slots.map((slot) => slot.upload)),
		async attach() {
			for (const slot of slots.filter((one) => !one.saved && one.fileId)) {
				await app.api.addPhoto(slot.fileId);
				slot.saved = true;
			}
		},
		close: () => slots.forEach((slot) => slot.blob && URL.revokeObjectURL(slot.blob)),
	};
}

/** Chosen interests as tags, ideas to tap, and free words. */
function interestBox(start) {
	let list = [...start];
	const same = (a, b) => a.toLowerCase() === b.toLowerCase();
	const has = (word) => list.some((one) => same(one, word));
	const input = h('input', { name: 'interest', maxlength: 50, placeholder: 'Something else', enterkeyhint: 'done', autocapitalize: 'none', onkeydown: (event) => {
		if (event.key !== 'Enter' && event.key !== ',') return;
		event.preventDefault();
		settle();
	} });
	const pills = h('div.pills');

	function settle() {
		const word = input.value.trim();
		if (word && !has(word) && list.length < MOST_INTERESTS) list.push(word);
		input.value = '';
		draw();
	}

	function toggle(word) {
		if (has(word)) list = list.filter((one) => !same(one, word));
		else if (list.length < MOST_INTERESTS) list.push(word.toLowerCase());
		else toast(`Up to ${MOST_INTERESTS} interests.`);
		draw();
		[...pills.children].find((pill) => same(pill.textContent, word))?.focus();
	}

	function draw() {
		const extra = list.filter((one) => !IDEAS.some((idea) => same(idea, one)));
		pills.replaceChildren(...[...IDEAS, ...extra].map((word) => h('button.pill', { type: 'button', 'aria-pressed': String(has(word)), onclick: () => toggle(word) }, h('span', null, word))));
	}

	draw();
	return {
		element: h('div', null, pills, field('Add your own', h('div.with-button', null, input, h('button.reveal', { type: 'button', 'aria-label': 'Add interest', onclick: settle }, icon('plus'))), { name: 'interests' })),
		value: () => list,
		settle,
	};
}

function yearsAgo(years) {
	const day = new Date();
	day.setFullYear(day.getFullYear() - years);
	return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
}
