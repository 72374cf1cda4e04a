namespace nanoFramework.Runtime.Native;

/// <summary>How to boot again.</summary>
public enum RebootOption
{
    /// <summary>The board.</summary>
    NormalReboot = 0,

    /// <summary>Into nanoBooter.</summary>
    EnterNanoBooter = 1,

    /// <summary>The runtime only.</summary>
    ClrOnly = 2,

    /// <summary>Into the maker's own loader.</summary>
    EnterProprietaryBooter = 8,
}
