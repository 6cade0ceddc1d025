"""Stand-ins for other libraries' interfaces, so that existing code runs by changing one import."""
