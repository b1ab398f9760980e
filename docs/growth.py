"""How fast each stock has grown a year, in percent: at least and at most, as far as the words of its figures go."""

import cnht

figures = cnht.load().to_frame().query("measure == 'stock' and status != 'disputed'")
series = figures.sort_values("as_of").groupby("indicator", observed=True)
first, last = series.nth(0).set_index("indicator"), series.nth(-1).set_index("indicator")
years = (last["as_of"] - first["as_of"]).dt.days / 365.25
growth = first.assign(years=years, from_low=last["low"], to_high=last["high"]).query("years >= 1")
growth["at_least"] = ((growth["from_low"] / growth["high"]) ** (1 / growth["years"]) - 1) * 100
growth["at_most"] = ((growth["to_high"] / growth["low"]) ** (1 / growth["years"]) - 1) * 100
print(growth[["value", "years", "at_least", "at_most"]].round(1))
