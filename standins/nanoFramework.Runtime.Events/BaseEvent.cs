namespace nanoFramework.Runtime.Events;

/// <summary>What events derive from.</summary>
public class BaseEvent
{
    /// <summary>Who raised it.</summary>
    public ushort Source;

    /// <summary>What it says.</summary>
    public byte Message;
}
