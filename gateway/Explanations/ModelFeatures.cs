using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Conversion.Features;
using AIoT.Embedded.Signal;

namespace AIoT.Embedded.Gateway.Explanations;

/// <summary>What a board's model says of its own features.</summary>
public static class ModelFeatures
{
    /// <summary>Names in order: those that the assets give, else those of the image's recipe, else numbers.</summary>
    public static IReadOnlyList<string> Names(ScoreModel model, ModelImage? image, int count)
    {
        if (model.Features.Count == count)
        {
            return model.Features;
        }

        IReadOnlyList<string> told = Recipe(image) is { } recipe ? Names(recipe) : [];
        return told.Count == count ? told : [.. Enumerable.Range(1, count).Select(i => $"feature {i}")];
    }

    /// <summary>Names of a recipe's features, in its order.</summary>
    public static IReadOnlyList<string> Names(FeatureRecipe recipe) => FeatureNames.Of(recipe);

    /// <summary>Fault orders that the recipe itself holds; null where it leaves them to the board.</summary>
    public static FaultOrders? Orders(ModelImage? image) => Recipe(image) is { BpfoQ16: > 0 } recipe
        ? new FaultOrders(recipe.BpfoQ16 / 65536.0, recipe.BpfiQ16 / 65536.0, 2 * recipe.BsfQ16 / 65536.0, recipe.FtfQ16 / 65536.0)
        : null;

    private static FeatureRecipe? Recipe(ModelImage? image)
    {
        byte[] bytes = image is { RecipeLength: > 0 } ? image.CopyRecipe() : [];
        return FeatureRecipe.TryParse(bytes, 0, bytes.Length, out FeatureRecipe? recipe, out _) ? recipe : null;
    }
}
