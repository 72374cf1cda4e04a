namespace AIoT.Embedded.Gateway.Devices.References;

/// <summary>A measurement that boards may show, as it was released.</summary>
/// <param name="Kind"><c>firmware</c>, <c>model</c> or <c>configuration</c>.</param>
/// <param name="Name">The firmware's swname, the model's id; of a configuration whatever names it.</param>
/// <param name="Version">The firmware's swversion, the model's version.</param>
/// <param name="Hash">SHA-256, hex.</param>
/// <param name="Hardware">The hwmodel that it is for; empty: any.</param>
public sealed record ReferenceValue(long Id, string Kind, string Name, string Version, string Hash, string Hardware, long AddedMs, string AddedBy);
