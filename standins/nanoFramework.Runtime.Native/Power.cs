namespace nanoFramework.Runtime.Native;

/// <summary>The board's power: here the process's life.</summary>
public class Power
{
    /// <summary>Raised before the board boots again.</summary>
    public static event RebootEventHandler? OnRebootEvent;

    /// <summary>Boots again: here the process ends with code 75, which a supervisor takes as "start me again".</summary>
    public static void RebootDevice(RebootOption rebootOption = RebootOption.NormalReboot)
    {
        OnRebootEvent?.Invoke();
        Environment.Exit(75);
    }

    /// <summary>Boots again; the constraint on handlers' time is not enforced here.</summary>
    public static void RebootDevice(int exeConstraintTimeout, RebootOption rebootOption = RebootOption.NormalReboot) => RebootDevice(rebootOption);
}
