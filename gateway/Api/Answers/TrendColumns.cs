namespace AIoT.Embedded.Gateway.Api;

/// <summary>A trend, a column a figure, oldest first.</summary>
/// <param name="AtS">Machine time.</param>
/// <param name="UtcMs">When the gateway had it.</param>
/// <param name="Health">Null, as velocity and fault: no sensor could be judged by then.</param>
/// <param name="State">0 unknown, 1 normal, 2 warning, 3 alarm.</param>
public sealed record TrendColumns(IEnumerable<double> AtS, IEnumerable<long> UtcMs, IEnumerable<double?> Health, IEnumerable<double?> Velocity, IEnumerable<double?> Fault, IEnumerable<int> State);
