namespace AIoT.Embedded.Gateway.Api.Description;

/// <summary>A member that holds JSON as it is on disk, byte for byte, is described as what was written there.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class JsonOfAttribute(Type written) : Attribute
{
    public Type Written { get; } = written;
}
