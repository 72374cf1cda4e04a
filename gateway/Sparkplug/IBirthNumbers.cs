namespace AIoT.Embedded.Gateway.Sparkplug;

/// <summary>The node's birth and death numbers: one more with each connection, 255 before 0, and never begun anew by a restart.</summary>
public interface IBirthNumbers
{
    /// <summary>The number for the connection that is about to be made: kept before it is returned.</summary>
    int Next();
}
