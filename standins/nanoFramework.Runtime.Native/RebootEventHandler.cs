namespace nanoFramework.Runtime.Native;

/// <summary>Called before the board boots again.</summary>
public delegate void RebootEventHandler();
