"""Wall-clock time to working time: the only zone conversions of the product, holidays, recurrence, the horizon."""
