//! An attacker who wants to know where somebody is: many accounts, as many moves as they like, filters, orders, scores and
//! counts. They find the cell, and nothing closer: on average their best guess is no nearer than the middle of the cell.

use kernel::Cell;
use kindling::settings::Environment;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Person, Server, profile};

/// Accounts of the attacker, and how often each of them moves.
const ACCOUNTS: usize = 10;
const MOVES: usize = 6;
/// Where the target may be in its cell, in parts of a degree from its middle.
const PLACES: [(f64, f64); 6] =
    [(0.0, 0.0), (0.018, 0.004), (-0.015, 0.014), (0.006, -0.028), (-0.012, -0.018), (0.011, 0.024)];
/// Kilometres a degree of latitude.
const KM_A_DEGREE: f64 = 111.195;

/// What one look from one place told: the target is farther than the first and at most as far as the second, in
/// kilometres.
struct Look {
    from: (f64, f64),
    farther_than: f64,
    at_most: f64,
    /// How near the score says that the target is, in fifths.
    nearness: u64,
}

/// Points around a place, spread so that the edges of all bands run across it: a sunflower's seeds.
fn points((lat, lng): (f64, f64)) -> impl Iterator<Item = (f64, f64)> {
    (0..ACCOUNTS * MOVES).map(move |n| {
        let (angle, radius_km) = (n as f64 * 2.399_963, 3.0 + 100.0 * (n as f64 / (ACCOUNTS * MOVES) as f64).sqrt());
        let degrees = radius_km / KM_A_DEGREE;
        (lat + degrees * angle.sin(), lng + degrees * angle.cos() / lat.to_radians().cos())
    })
}

fn km_between(one: (f64, f64), other: (f64, f64)) -> f64 {
    let (north, east) = (one.0 - other.0, (one.1 - other.1) * one.0.to_radians().cos());
    (north * north + east * east).sqrt() * KM_A_DEGREE
}

/// Everything that can be told of the distance from one account: the profile, the card, all filters, the score.
async fn look(account: &Person<'_>, from: (f64, f64), target: &str) -> Look {
    let bands = [0.0, 5.0, 10.0, 25.0, 50.0, 100.0, f64::INFINITY];
    let seen = account.get(&format!("/profiles/{target}")).await.expect(200);
    let place = match seen["distance_km"].as_f64() {
        Some(km) => bands.iter().position(|edge| *edge == km).unwrap(),
        None => 6,
    };
    let (farther_than, at_most) = (bands[place - 1], bands[place]);
    for km in [1, 2, 4, 5, 7, 10, 12, 20, 25, 40, 50, 80, 99, 100] {
        let found = account.get(&format!("/discovery/candidates?limit=50&max_distance_km={km}")).await.expect(200);
        let is_there = found["candidates"].as_array().unwrap().iter().any(|card| card["user_id"] == target);
        let band = bands.iter().find(|edge| f64::from(km) <= **edge).unwrap();
        assert_eq!(is_there, at_most <= *band, "a filter of {km} km tells more than the band {at_most} from {from:?}");
    }
    let fits = account.get(&format!("/discovery/compatibility/{target}")).await.expect(200);
    let nearby = fits["parts"].as_array().unwrap().iter().find(|part| part["code"] == "nearby");
    let nearness = nearby.map_or(0, |part| (part["weight"].as_f64().unwrap() * 1e9) as u64);
    Look { from, farther_than, at_most, nearness }
}

/// Where the target would be if distances were measured to them: the middle of all points that agree with most looks.
fn trilaterate(looks: &[Look], around: (f64, f64)) -> (f64, f64) {
    let agrees = |point: (f64, f64)| {
        let fits = |look: &&Look| {
            let km = km_between(look.from, point);
            km > look.farther_than && km <= look.at_most
        };
        looks.iter().filter(fits).count()
    };
    let steps = (-120..=120).flat_map(|north| (-120..=120).map(move |east| (north, east)));
    let grid = steps.map(|(north, east)| (around.0 + f64::from(north) * 0.001, around.1 + f64::from(east) * 0.001_6));
    let scored: Vec<_> = grid.map(|point| (agrees(point), point)).collect();
    let most = scored.iter().map(|(count, _)| *count).max().unwrap();
    let best: Vec<_> = scored.iter().filter(|(count, _)| *count == most).map(|(_, point)| *point).collect();
    let mean = |of: &dyn Fn(&(f64, f64)) -> f64| best.iter().map(of).sum::<f64>() / best.len() as f64;
    (mean(&|point| point.0), mean(&|point| point.1))
}

/// Where the target is if one knows how distances are measured: the middles of all cells that agree with all looks.
fn find_the_cell(looks: &[Look], around: (f64, f64)) -> Vec<Cell> {
    let steps = (-60..=60).flat_map(|north| (-60..=60).map(move |east| (north, east)));
    let near = steps.map(|(north, east)| (around.0 + f64::from(north) * 0.01, around.1 + f64::from(east) * 0.016));
    let mut cells: Vec<_> = near.filter_map(|(lat, lng)| Cell::at(lat, lng)).collect();
    cells.sort_unstable_by_key(|cell| cell.as_i64());
    cells.dedup();
    let agrees = |cell: &Cell, look: &Look| {
        let band = Cell::at(look.from.0, look.from.1).and_then(|from| from.band_km(*cell)).map(f64::from);
        if look.at_most.is_finite() {
            band.is_some_and(|band| band <= look.at_most && band > look.farther_than)
        } else {
            band.is_none()
        }
    };
    cells.retain(|cell| looks.iter().all(|look| agrees(cell, look)));
    cells
}

async fn move_to(person: &Person<'_>, (lat, lng): (f64, f64)) {
    let place = json!({ "latitude": lat, "longitude": lng });
    person.put("/profiles/me/location", place).await.expect(200);
}

async fn attack(server: &Server) {
    let cell = Cell::at(52.52, 13.405).unwrap();
    let middle = cell.centre();
    let target = server.somebody("target", "female", "any").await;
    let mut accounts = Vec::new();
    for n in 0..ACCOUNTS {
        let account = server.register(&format!("attacker{n}")).await;
        account.post("/profiles", profile("Attacker", "male", "any")).await.expect(201);
        accounts.push(account);
    }
    let (mut guesses, mut errors, mut of_the_middle) = (Vec::new(), [0.0; 2], 0.0);
    for (north, east) in PLACES {
        let place = (middle.0 + north, middle.1 + east);
        assert_eq!(Cell::at(place.0, place.1), Some(cell), "all places are in one cell");
        move_to(&target, place).await;
        let from: Vec<_> = points(middle).collect();
        let mut looks = Vec::new();
        for part in from.chunks(ACCOUNTS) {
            for (account, from) in accounts.iter().zip(part) {
                move_to(account, *from).await;
            }
            server.drain().await;
            for (account, from) in accounts.iter().zip(part) {
                looks.push(look(account, *from, target.id()).await);
            }
        }
        let by_distance = trilaterate(&looks, middle);
        let cells = find_the_cell(&looks, middle);
        assert!(cells.contains(&cell), "what is told is true");
        let by_cell = cells
            .iter()
            .map(|cell| cell.centre())
            .fold((0.0, 0.0), |sum, one| (sum.0 + one.0 / cells.len() as f64, sum.1 + one.1 / cells.len() as f64));
        for (error, guess) in errors.iter_mut().zip([by_distance, by_cell]) {
            *error += km_between(guess, place) / PLACES.len() as f64;
        }
        of_the_middle += km_between(middle, place) / PLACES.len() as f64;
        let scores: Vec<_> = looks.iter().map(|look| look.nearness).collect();
        guesses.push((by_distance, by_cell, scores));
    }
    println!(
        "mean error: {:.2} km by distances, {:.2} km by cells; the middle of the cell: {of_the_middle:.2} km",
        errors[0], errors[1]
    );
    assert!(guesses.iter().all(|guess| guess == &guesses[0]), "the guess depends on where in the cell they are");
    assert!(errors.iter().all(|error| *error >= of_the_middle * 0.999), "{errors:?} {of_the_middle}");
    assert!(errors[1] < 4.0 * of_the_middle, "the attacker is not a bad one: {errors:?}");
    coordinates_are_taken_from_nobody(&accounts[0]).await;
}

/// The search takes no places, so nobody can look from where they are not.
async fn coordinates_are_taken_from_nobody(account: &Person<'_>) {
    for query in ["latitude=52.5&longitude=13.4", "lat=52.5", "location=Berlin"] {
        let answer = account.get(&format!("/discovery/candidates?{query}")).await;
        assert_eq!(answer.code(), "coordinates_not_accepted", "{query}");
    }
    let search = account.request(Method::GET, "/users/search?q=target&latitude=52.5&longitude=13.4");
    let found: Value = search.send().await.unwrap().json().await.unwrap();
    assert!(!found.to_string().contains("distance"), "{found}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_located_better_than_by_the_middle_of_their_cell() {
    for engine in testkit::engines() {
        let anywhere = |settings: &mut kindling::settings::Settings| settings.profile.location_changes_per_day = 0;
        let server = Server::start_with(engine, Environment::Production, anywhere).await;
        attack(&server).await;
        server.stop().await;
    }
}
