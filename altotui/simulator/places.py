"""Where simulated sites stand: cities, their access providers, time zones and coordinates."""

from __future__ import annotations

from altotui.domain.frozen import Frozen
from altotui.simulator.seeded import by_byte


class City(Frozen):
    """A city that has sites."""

    slug: str
    """As used in site names and in the tag `region`; not always ASCII."""
    place: str
    """City and country, as the platform writes addresses."""
    continent: str
    timezone: str
    latitude: float
    longitude: float


_CITIES = (
    (City("lagos", "Lagos, Nigeria", "africa", "Africa/Lagos", 6.4550, 3.3841), 9),
    (City("nairobi", "Nairobi, Kenya", "africa", "Africa/Nairobi", -1.2864, 36.8172), 5),
    (City("accra", "Accra, Ghana", "africa", "Africa/Accra", 5.6037, -0.1870), 3),
    (
        City(
            "johannesburg", "Johannesburg, South Africa", "africa", "Africa/Johannesburg", -26.2041, 28.0473
        ),
        6,
    ),
    (City("casablanca", "Casablanca, Morocco", "africa", "Africa/Casablanca", 33.5731, -7.5898), 3),
    (City("bologna", "Bologna, Italy", "europe", "Europe/Rome", 44.4949, 11.3426), 4),
    (City("zürich", "Zürich, Switzerland", "europe", "Europe/Zurich", 47.3769, 8.5417), 3),
    (City("rotterdam", "Rotterdam, Netherlands", "europe", "Europe/Amsterdam", 51.9244, 4.4777), 4),
    (City("kraków", "Kraków, Poland", "europe", "Europe/Warsaw", 50.0647, 19.9450), 3),
    (City("riga", "Riga, Latvia", "europe", "Europe/Riga", 56.9496, 24.1052), 3),
    (City("porto", "Porto, Portugal", "europe", "Europe/Lisbon", 41.1579, -8.6291), 3),
    (City("leeds", "Leeds, United Kingdom", "europe", "Europe/London", 53.8008, -1.5491), 4),
    (City("são-paulo", "São Paulo, Brazil", "latam", "America/Sao_Paulo", -23.5505, -46.6333), 6),
    (City("bogotá", "Bogotá, Colombia", "latam", "America/Bogota", 4.7110, -74.0721), 4),
    (City("lima", "Lima, Peru", "latam", "America/Lima", -12.0464, -77.0428), 3),
    (City("monterrey", "Monterrey, Mexico", "latam", "America/Monterrey", 25.6866, -100.3161), 4),
    (City("denver", "Denver, United States", "north", "America/Denver", 39.7392, -104.9903), 5),
    (City("toronto", "Toronto, Canada", "north", "America/Toronto", 43.6532, -79.3832), 4),
    (City("austin", "Austin, United States", "north", "America/Chicago", 30.2672, -97.7431), 4),
    (City("jakarta", "Jakarta, Indonesia", "asia", "Asia/Jakarta", -6.2088, 106.8456), 5),
    (City("manila", "Manila, Philippines", "asia", "Asia/Manila", 14.5995, 120.9842), 4),
    (City("pune", "Pune, India", "asia", "Asia/Kolkata", 18.5204, 73.8567), 5),
    (City("sydney", "Sydney, Australia", "oceania", "Australia/Sydney", -33.8688, 151.2093), 4),
    (City("auckland", "Auckland, New Zealand", "oceania", "Pacific/Auckland", -36.8509, 174.7645), 3),
)

_PROVIDERS = {
    "africa": ("alpha", "beta", "gamma", "delta", "epsilon"),
    "europe": ("zeta", "eta", "theta", "iota", "kappa", "lambda"),
    "latam": ("mu", "nu", "xi", "omicron"),
    "north": ("pi", "rho", "sigma", "tau"),
    "asia": ("upsilon", "phi", "chi", "psi", "omega"),
    "oceania": ("koppa", "stigma", "sampi", "digamma"),
}
_PROVIDER_WEIGHTS = (42, 24, 14, 10, 6, 4)

CITIES = tuple(city for city, _ in _CITIES)
"""Every city, the one with the most sites first."""

CITY_BY_BYTE = by_byte(_CITIES)
"""A random byte picks a city."""

CITY_OF = {city.slug: city for city in CITIES}
"""City by slug."""

PROVIDER_BY_BYTE = {
    continent: by_byte(tuple(zip(slugs, _PROVIDER_WEIGHTS, strict=False)))
    for continent, slugs in _PROVIDERS.items()
}
"""Per continent, a random byte picks an access provider."""
