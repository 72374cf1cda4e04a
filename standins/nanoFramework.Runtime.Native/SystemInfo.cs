using System.Runtime.InteropServices;

namespace nanoFramework.Runtime.Native;

/// <summary>What the firmware says of itself; here it is the .NET runtime of a PC.</summary>
public static class SystemInfo
{
    /// <summary>The runtime's version.</summary>
    public static Version Version => Environment.Version;

    /// <summary>Who made it.</summary>
    public static string OEMString => RuntimeInformation.FrameworkDescription;

    /// <summary>The firmware's target: <c>PC</c> and the processor's architecture, never a board's name.</summary>
    public static string TargetName => "PC-" + RuntimeInformation.ProcessArchitecture;

    /// <summary>The platform.</summary>
    public static string Platform => "PC";
}
