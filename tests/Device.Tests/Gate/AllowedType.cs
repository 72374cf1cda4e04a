namespace AIoT.Embedded.Device.Tests.Gate;

/// <summary>A type of a device library, with the members that it declares.</summary>
public sealed record AllowedType(AllowedLibrary Library, string Name, IReadOnlyList<string> Bases, HashSet<string> Members);
