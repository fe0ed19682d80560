/** Cities to choose from, so that nobody has to give a position: name, country, latitude, longitude (degrees). */
export const PLACES = [
	['Amsterdam', 'Netherlands', 52.37, 4.9], ['Barcelona', 'Spain', 41.39, 2.17], ['Berlin', 'Germany', 52.52, 13.4],
	['Chicago', 'United States', 41.88, -87.63],
	['Hamburg', 'Germany', 53.55, 9.99],
	['Lisbon', 'Portugal', 38.72, -9.14], ['London', 'United Kingdom', 51.51, -0.13], ['Lyon', 'France', 45.76, 4.84],
	['Madrid', 'Spain', 40.42, -3.7], ['Manchester', 'United Kingdom', 53.48, -2.24], ['Mexico City', 'Mexico', 19.43, -99.13],
	['Mumbai', 'India', 19.08, 72.88], ['Nairobi', 'Kenya', -1.29, 36.82], ['New York', 'United States', 40.71, -74.01],
	['Oakland', 'United States', 37.8, -122.27], ['Paris', 'France', 48.86, 2.35],
	['Rome', 'Italy', 41.9, 12.5], ['San Francisco', 'United States', 37.77, -122.42], ['Sao Paulo', 'Brazil', -23.55, -46.63],
	['Stockholm', 'Sweden', 59.33, 18.07], ['Sydney', 'Australia', -33.87, 151.21],
	['Tokyo', 'Japan', 35.68, 139.69], ['Toronto', 'Canada', 43.65, -79.38],
	['Warsaw', 'Poland', 52.23, 21.01],
].map(([city, country, latitude, longitude]) => ({ city, country, latitude, longitude }));
