namespace AIoT.Embedded.Gateway.Assets;

/// <summary>A bearing of a machine.</summary>
/// <param name="Id">What its sensors name; unique on the machine.</param>
/// <param name="Name">Designation, such as 6205; may be empty.</param>
/// <param name="Position">Where it sits, in words.</param>
/// <param name="Orders">Computed from the geometry, or as the maker gives them.</param>
/// <param name="Geometry">Null: only the orders are known.</param>
public sealed record BearingAsset(string Id, string Name, string Position, FaultOrders Orders, BearingGeometry? Geometry);
