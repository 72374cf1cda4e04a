using AIoT.Embedded.Boards.Virtual.Vibration.Bearings;
using AIoT.Embedded.Signal;

namespace AIoT.Embedded.ModelTools.Evaluation.Features;

/// <summary>A recipe as a board on one machine has it: the bearing's orders and the shaft's speed filled in.</summary>
public static class MachineRecipe
{
    /// <summary>A copy of the recipe for a machine.</summary>
    public static FeatureRecipe For(FeatureRecipe recipe, BearingGeometry? bearing, double shaftHz)
    {
        FeatureRecipe own = Copy(recipe);
        if (bearing is not null)
        {
            own.BpfoQ16 = Order(bearing.OuterRaceOrder);
            own.BpfiQ16 = Order(bearing.InnerRaceOrder);
            own.BsfQ16 = Order(bearing.BallSpinOrder);
            own.FtfQ16 = Order(bearing.CageOrder);
        }

        own.ShaftSpeedMilliHz = (int)Math.Round(Math.Clamp(shaftHz, 0, 1000) * 1000);
        return own;
    }

    private static int Order(double order) => (int)Math.Round(Math.Clamp(order, 0, 64) * FeatureRecipe.OrderOne);

    private static FeatureRecipe Copy(FeatureRecipe recipe)
    {
        byte[] bytes = recipe.ToBytes();
        return FeatureRecipe.TryParse(bytes, 0, bytes.Length, out FeatureRecipe copy, out string reason) ? copy : throw new InvalidOperationException(reason);
    }
}
