namespace AIoT.Embedded.Device.Tests.Gate;

/// <summary>A nanoFramework 1.x library: the assembly, the package that brings it, and the packages that this one needs.</summary>
public sealed record AllowedLibrary(string Assembly, string Package, string Version, IReadOnlyList<string> DependsOn);
